using System;
using System.Management.Automation;
using System.Security;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox.Engine;

/// <summary>The keys of an account as a person hands them to a command.</summary>
public static class SandboxLogin
{
    /// <summary>A PSCredential of the SecretId and the SecretKey.</summary>
    public static PSCredential Login(this SandboxAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var secret = new SecureString();
        foreach (char c in account.SecretKey)
        {
            secret.AppendChar(c);
        }

        return new PSCredential(account.SecretId, secret);
    }
}
