namespace CiWorkflow.Commands;

/// <summary>A UrlFile that Publish-CiUrlFile wrote. Its UrlFile, Bucket and Region bind to Invoke-CiWorkflowTrigger.</summary>
/// <param name="UrlFile">The key that it was written to, or its URL with -As Url.</param>
/// <param name="Count">How many URLs it has.</param>
/// <param name="Duplicates">How many keys came again and were left out.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Bucket">The bucket, as name-APPID.</param>
/// <param name="Region">The bucket's region.</param>
/// <param name="RequestId">The id of the request that wrote it.</param>
public sealed record PublishedUrlFile(
    string UrlFile, long Count, long Duplicates, long Size, string Bucket, string Region, string RequestId)
{
    /// <summary>The key or the URL.</summary>
    public override string ToString() => UrlFile;
}
