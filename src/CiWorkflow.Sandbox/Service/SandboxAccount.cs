using System.Management.Automation;
using System.Security;

namespace CiWorkflow.Sandbox.Service;

/// <summary>Keys that the service knows; temporary ones have a token.</summary>
public sealed record SandboxAccount(string SecretId, string SecretKey, string? SessionToken = null)
{
    /// <summary>The keys as a person hands them to a command.</summary>
    public PSCredential Login()
    {
        var secret = new SecureString();
        foreach (char c in SecretKey)
        {
            secret.AppendChar(c);
        }

        return new PSCredential(SecretId, secret);
    }

    /// <inheritdoc/>
    public override string ToString() => SecretId;
}
