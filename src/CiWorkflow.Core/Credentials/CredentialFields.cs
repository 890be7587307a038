using System;

namespace CiWorkflow.Credentials;

/// <summary>What a file or an answer has of a set of keys; empty where it has none.</summary>
internal sealed record CredentialFields
{
    public string SecretId { get; init; } = "";

    public string SecretKey { get; init; } = "";

    public string Token { get; init; } = "";

    /// <summary>When temporary keys expire; null where that isn't known.</summary>
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>The kind of profile: cvm-role for one whose keys are those of the machine's role (tccli).</summary>
    public string Type { get; init; } = "";

    /// <summary>The role that the keys are to be exchanged for (tccli: role-arn).</summary>
    public string RoleArn { get; init; } = "";

    /// <summary>No key: a record writes its properties, and these are secrets.</summary>
    public override string ToString() => "****";
}
