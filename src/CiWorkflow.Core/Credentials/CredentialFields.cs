namespace CiWorkflow.Credentials;

/// <summary>What a file or an answer has of a set of keys; empty where it has none.</summary>
internal sealed record CredentialFields
{
    public string SecretId { get; init; } = "";

    public string SecretKey { get; init; } = "";

    public string Token { get; init; } = "";

    /// <summary>When temporary keys end, Unix time in seconds; 0 where that isn't known.</summary>
    public long Expires { get; init; }

    /// <summary>No key: a record writes its properties, and these are secrets.</summary>
    public override string ToString() => "****";
}
