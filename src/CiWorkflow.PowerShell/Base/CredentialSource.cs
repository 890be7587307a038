using System;
using System.Management.Automation;
using System.Net;
using System.Security;
using CiWorkflow.Credentials;

namespace CiWorkflow.Base;

/// <summary>Where the keys of a command come from: its parameters, else the environment. One set of keys becomes one credential, and is kept.</summary>
internal sealed class CredentialSource
{
    private CiCredential? _current;
    private PSCredential? _fromCredential;
    private SecureString? _fromToken;
    private (string Id, string Key, string? Token) _fromEnvironment;

    /// <exception cref="InvalidFieldException">The keys can't be sent, or a token came without its keys.</exception>
    /// <exception cref="CredentialNotFoundException">No keys are given and the environment has none.</exception>
    public CiCredential Resolve(PSCredential? credential, SecureString? sessionToken)
    {
        // [Credential] turns no argument at all into an empty credential.
        if (credential is not null && !ReferenceEquals(credential, PSCredential.Empty))
        {
            return FromParameters(credential, sessionToken);
        }

        return sessionToken is null
            ? FromEnvironment()
            : throw new InvalidFieldException("SessionToken", null, CommandMessages.TokenAlone);
    }

    private CiCredential FromParameters(PSCredential credential, SecureString? sessionToken)
    {
        if (_current is null || !ReferenceEquals(credential, _fromCredential) || !ReferenceEquals(sessionToken, _fromToken))
        {
            NetworkCredential keys = credential.GetNetworkCredential();
            _current = new CiCredential(credential.UserName, keys.Password, sessionToken is null ? null : new NetworkCredential("", sessionToken).Password);
            _fromCredential = credential;
            _fromToken = sessionToken;
        }

        return _current;
    }

    private CiCredential FromEnvironment()
    {
        string? id = Environment.GetEnvironmentVariable("TENCENTCLOUD_SECRET_ID");
        string? key = Environment.GetEnvironmentVariable("TENCENTCLOUD_SECRET_KEY");
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(key))
        {
            throw new CredentialNotFoundException(CommandMessages.NoCredential);
        }

        (string, string, string?) found = (id!, key!, Environment.GetEnvironmentVariable("TENCENTCLOUD_TOKEN"));
        if (_current is null || _fromCredential is not null || found != _fromEnvironment)
        {
            _current = new CiCredential(found.Item1, found.Item2, found.Item3);
            _fromEnvironment = found;
            _fromCredential = null;
            _fromToken = null;
        }

        return _current;
    }
}

/// <summary>No keys are given, and none were found.</summary>
public sealed class CredentialNotFoundException : Exception
{
    internal CredentialNotFoundException(string message)
        : base(message)
    {
    }
}
