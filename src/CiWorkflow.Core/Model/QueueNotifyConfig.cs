namespace CiWorkflow.Model;

/// <summary>Whom the service notifies of what ends in a queue (NotifyConfig of <c>GET /queue</c> and <c>PUT /queue</c>).</summary>
public sealed record QueueNotifyConfig
{
    /// <summary>On or Off.</summary>
    public string State { get; init; } = "";

    /// <summary>Url or TDMQ.</summary>
    public string Type { get; init; } = "";

    /// <summary>What is notified: TaskFinish, WorkflowFinish, or both with a comma.</summary>
    public string Event { get; init; } = "";

    /// <summary>The address that is called, for Type Url.</summary>
    public string Url { get; init; } = "";

    /// <summary>The form of the notification: XML or JSON.</summary>
    public string ResultFormat { get; init; } = "";

    /// <summary>Topic or Queue, for Type TDMQ.</summary>
    public string MqMode { get; init; } = "";

    /// <summary>The region of the message queue, for Type TDMQ: sh, bj, gz, cd or hk.</summary>
    public string MqRegion { get; init; } = "";

    /// <summary>The name of the message queue, for Type TDMQ.</summary>
    public string MqName { get; init; } = "";

    /// <summary>
    /// The NotifyConfig as the service wrote it: what this version doesn't know is sent back unchanged. Empty for a new one.
    /// </summary>
    public string Xml { get; internal init; } = "";

    /// <summary>The state, and the address without its query, which may hold a token, or the message queue.</summary>
    public override string ToString() => State + (Url.Length > 0 ? ", " + Url.Split('?')[0] : MqName.Length > 0 ? ", " + MqName : "");
}
