using System;

namespace CiWorkflow.Model;

/// <summary>Whether a key has an object could not be seen, and the bucket may overwrite one. Nothing was written.</summary>
public sealed class ObjectUncheckedException : CiException
{
    internal ObjectUncheckedException(string key, Exception inner)
        : base("'" + ShownText.Of(key) + "': " + Messages.ObjectUnchecked, inner) => Key = key;

    /// <summary>The key.</summary>
    public string Key { get; }
}
