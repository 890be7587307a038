using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using CiWorkflow.Credentials;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes keys as PSCredential (the SecretId as the user name, the SecretKey as the password), as New-CiCredential makes them, or asks for
/// the SecretKey when it is given a SecretId.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CredentialTransformationAttribute : GivenAttribute
{
    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics? engineIntrinsics, object inputData)
    {
        try
        {
            return (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
            {
                CiCredential keys => keys,
                PSCredential login when ReferenceEquals(login, PSCredential.Empty) =>
                    throw new ArgumentTransformationMetadataException(CommandMessages.GivenBlank),
                PSCredential login => Make(login),
                string secretId => Ask(engineIntrinsics?.Host?.UI, secretId),
                _ => throw new ArgumentTransformationMetadataException(CommandMessages.CredentialKind),
            };
        }
        catch (InvalidFieldException invalid)
        {
            throw new ArgumentTransformationMetadataException(invalid.Message, invalid);
        }
    }

    private static CiCredential Make(PSCredential login)
    {
        NetworkCredential keys = login.GetNetworkCredential();

        // Not keys.UserName: it drops what stands before a backslash.
        return new CiCredential(login.UserName, keys.Password);
    }

    // No keys from a prompt are an error, because a command without -Credential takes other keys.
    private static CiCredential Ask(PSHostUserInterface? user, string secretId) =>
        user?.PromptForCredential(CommandMessages.AskKeysCaption, CommandMessages.AskKeys, secretId, "") is { } login
            ? Make(login)
            : throw new ArgumentTransformationMetadataException(CommandMessages.AskCancelled);
}
