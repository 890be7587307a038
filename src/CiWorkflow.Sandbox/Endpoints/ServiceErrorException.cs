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

    /// <summary>The string that the service signed, where the signature was wrong.</summary>
    public string? StringToSign { get; init; }

    /// <summary>The request as the service signed it, where the signature was wrong.</summary>
    public string? FormatString { get; init; }

    internal static ServiceErrorException InvalidArgument(string message) => new(400, "InvalidArgument", message);
}
