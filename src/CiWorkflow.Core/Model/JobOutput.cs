namespace CiWorkflow.Model;

/// <summary>Where a job of Type Job writes what it makes (460/80155: Operation.Output).</summary>
public sealed record JobOutput
{
    /// <summary>The region of the bucket.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; internal init; } = "";

    /// <summary>The key of each result, with placeholders such as <c>${InventoryTriggerJobId}</c> and <c>${Number}</c>.</summary>
    public string Object { get; internal init; } = "";

    /// <summary>The whole Output as the service wrote it, with the nodes of some tags: SpriteObject, AuObject, StreamExtract.</summary>
    public string Xml { get; internal init; } = "";

    /// <summary>The bucket and the key.</summary>
    public override string ToString() => Bucket + "/" + Object;
}
