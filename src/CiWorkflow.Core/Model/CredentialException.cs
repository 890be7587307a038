using System;

namespace CiWorkflow.Model;

/// <summary>Keys could not be had, or the place where they stand could not be read. Never holds a key or a line of a file.</summary>
public sealed class CredentialException : CiException
{
    internal CredentialException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
