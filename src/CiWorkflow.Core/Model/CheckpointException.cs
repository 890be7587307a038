using System;

namespace CiWorkflow.Model;

/// <summary>
/// A checkpoint can't return an interval or save one: it is too soon, another interval was handed out, or its store can't be used.
/// </summary>
public sealed class CheckpointException : CiException
{
    internal CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
