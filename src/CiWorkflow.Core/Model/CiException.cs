using System;

namespace CiWorkflow.Model;

/// <summary>The base of every failure that this library throws, apart from arguments that break a rule and cancellation.</summary>
public abstract class CiException : Exception
{
    private protected CiException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
