namespace CiWorkflow.Jobs;

/// <summary>How a job compares with a request.</summary>
internal enum JobMatch
{
    /// <summary>It is what the request asks for, in the spelling of the request or in another one that means the same.</summary>
    Equal = 0,

    /// <summary>It may be what the request asks for: parts are missing or are spelled in a way that isn't understood for sure.</summary>
    Unclear,

    /// <summary>It has the name, the workflow and the kind of input of the request, but another key or another interval.</summary>
    Unequal,

    /// <summary>It has another name, another type, another workflow or another kind of input.</summary>
    Unrelated,
}
