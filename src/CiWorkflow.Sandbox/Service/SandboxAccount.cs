namespace CiWorkflow.Sandbox.Service;

/// <summary>Keys that the service knows; temporary ones have a token.</summary>
public sealed record SandboxAccount(string SecretId, string SecretKey, string? SessionToken = null)
{
    /// <inheritdoc/>
    public override string ToString() => SecretId;
}
