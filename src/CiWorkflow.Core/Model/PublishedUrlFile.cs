namespace CiWorkflow.Model;

/// <summary>A UrlFile that was written to a bucket. Its UrlFile, Bucket and Region bind to Invoke-CiWorkflowTrigger.</summary>
public sealed class PublishedUrlFile
{
    /// <summary>Makes one.</summary>
    /// <param name="urlFile">The key that it was written to.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="region">The bucket's region.</param>
    /// <param name="count">How many URLs it has.</param>
    /// <param name="duplicates">How many keys came again and were left out.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="requestId">The id of the request that wrote it.</param>
    public PublishedUrlFile(string urlFile, string bucket, string region, long count, long duplicates, long size, string requestId)
    {
        UrlFile = urlFile;
        Bucket = bucket;
        Region = region;
        Count = count;
        Duplicates = duplicates;
        Size = size;
        RequestId = requestId;
    }

    /// <summary>The key that it was written to.</summary>
    public string UrlFile { get; }

    /// <summary>How many URLs it has.</summary>
    public long Count { get; }

    /// <summary>How many keys came again and were left out.</summary>
    public long Duplicates { get; }

    /// <summary>Its size in bytes.</summary>
    public long Size { get; }

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket { get; }

    /// <summary>The bucket's region.</summary>
    public string Region { get; }

    /// <summary>The id of the request that wrote it.</summary>
    public string RequestId { get; }

    /// <summary>The key.</summary>
    public override string ToString() => UrlFile;
}
