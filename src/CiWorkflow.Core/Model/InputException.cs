using System;

namespace CiWorkflow.Model;

/// <summary>
/// A UrlFile, a Manifest or a part of one can't be read as what it should be. The message names the file and, where there is one, the
/// line or the row.
/// </summary>
public sealed class InputException : CiException
{
    internal InputException(string file, string reason, Exception? inner = null)
        : base("'" + ShownText.Of(file) + "': " + reason, inner)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>The key of the file.</summary>
    public string File { get; }

    /// <summary>The message without the name of the file.</summary>
    internal string Reason { get; }
}
