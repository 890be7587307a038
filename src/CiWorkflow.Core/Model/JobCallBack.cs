namespace CiWorkflow.Model;

/// <summary>Whom the service calls when a job of Type Job has ended (460/80155: Operation.CallBack and its neighbours).</summary>
public sealed record JobCallBack
{
    /// <summary>The URL that is called; empty for a message queue. It may hold a token of its owner.</summary>
    public string CallBack { get; init; } = "";

    /// <summary>JSON or XML.</summary>
    public string CallBackFormat { get; init; } = "";

    /// <summary>Url, TDMQ or Kafka.</summary>
    public string CallBackType { get; init; } = "";

    /// <summary>The region of the message queue.</summary>
    public string MqRegion { get; init; } = "";

    /// <summary>Topic or Queue.</summary>
    public string MqMode { get; init; } = "";

    /// <summary>The name of the message queue.</summary>
    public string MqName { get; init; } = "";

    /// <summary>The region of the Kafka.</summary>
    public string KafkaRegion { get; init; } = "";

    /// <summary>The id of the Kafka.</summary>
    public string KafkaInstanceId { get; init; } = "";

    /// <summary>The topic of the Kafka.</summary>
    public string KafkaTopic { get; init; } = "";

    /// <summary>The URL or the message queue.</summary>
    public override string ToString() => CallBack.Length > 0 ? CallBack : MqName.Length > 0 ? MqName : KafkaTopic;
}
