namespace CiWorkflow.Sandbox.World;

/// <summary>Keys that the service knows; temporary ones have a token.</summary>
public sealed record SandboxAccount(string SecretId, string SecretKey, string? SessionToken = null)
{
    /// <summary>The SecretId alone, so that a message never shows the keys.</summary>
    public override string ToString() => SecretId;
}
