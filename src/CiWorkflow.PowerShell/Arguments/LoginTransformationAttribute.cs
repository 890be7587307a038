using System;
using System.Management.Automation;

namespace CiWorkflow.Arguments;

/// <summary>Takes a user name and a password, or asks for the password where only the user name is given.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LoginTransformationAttribute : GivenAttribute
{
    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData) =>
        new CredentialAttribute().Transform(engineIntrinsics, inputData)
            ?? throw new ArgumentTransformationMetadataException(CommandMessages.AskCancelled);
}
