using System;

namespace CiWorkflow.Credentials;

/// <summary>Keys could not be had, or the place where they stand could not be read. Never holds a key or a line of a file.</summary>
public sealed class CredentialException : Exception
{
    internal CredentialException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
