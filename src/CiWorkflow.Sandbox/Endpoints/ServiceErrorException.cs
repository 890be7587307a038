using System;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>An error that the service answers with.</summary>
public sealed class ServiceErrorException : Exception
{
    /// <summary>Makes an error.</summary>
    public ServiceErrorException(int status, string code, string message)
        : base(message)
    {
        Status = status;
        Code = code;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The service's code.</summary>
    public string Code { get; }

    internal static ServiceErrorException InvalidArgument(string message) => new(400, "InvalidArgument", message);
}
