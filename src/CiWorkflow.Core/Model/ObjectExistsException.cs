using System;

namespace CiWorkflow.Model;

/// <summary>A key has an object that may not be overwritten. Nothing was written.</summary>
public sealed class ObjectExistsException : CiException
{
    internal ObjectExistsException(string key, bool isUrlFile, Exception? inner = null)
        : base("'" + ShownText.Of(key) + "': " + (isUrlFile ? Messages.UrlFileExists : Messages.ObjectExists), inner)
    {
        Key = key;
        IsUrlFile = isUrlFile;
    }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>Whether the object is a UrlFile that was published before.</summary>
    public bool IsUrlFile { get; }
}
