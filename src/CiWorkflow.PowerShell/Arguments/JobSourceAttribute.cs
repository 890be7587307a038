using System;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes a job for what it was made from. Anything else stays as it is, so that the binder goes on to the parameters that take it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JobSourceAttribute : GivenAttribute
{
    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            if (inputData is string || JobSource.TryRead(PSObject.AsPSObject(inputData)) is not { } job)
            {
                return inputData;
            }

            ObjectPlace.Keep(job, PSObject.AsPSObject(inputData));
            return job;
        }
        catch (InvalidFieldException unreadable)
        {
            throw new ArgumentTransformationMetadataException(unreadable.Message, unreadable);
        }
    }
}
