using System;

namespace CiWorkflow.Model;

/// <summary>A file that names the objects of a job is not what it should be. What was read before it counts; nothing of the faulty part is given.</summary>
public sealed class InputException : CiException
{
    internal InputException(string file, string message, Exception? inner = null)
        : base("'" + file + "': " + message, inner) => File = file;

    /// <summary>The key of the file.</summary>
    public string File { get; }
}
