namespace CiWorkflow.Commands;

/// <summary>How a written UrlFile is named for the next command.</summary>
public enum UrlFileForm
{
    /// <summary>By its key.</summary>
    Key,

    /// <summary>By its URL, under the bucket's own host.</summary>
    Url,
}
