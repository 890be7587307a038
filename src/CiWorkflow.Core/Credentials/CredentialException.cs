using System;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>There are no valid keys, or a file of keys can't be read. Never holds a key or a line of a file.</summary>
public sealed class CredentialException : CiException
{
    internal CredentialException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
