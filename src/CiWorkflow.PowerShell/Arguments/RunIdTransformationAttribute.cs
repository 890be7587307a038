using System;
using System.Collections.Generic;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>Takes an execution for its id: PowerShell would otherwise turn the whole execution into text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RunIdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (plain is not IEnumerable<object> many)
        {
            return IdOf(inputData);
        }

        var ids = new List<object>();
        foreach (object one in many)
        {
            ids.Add(IdOf(one));
        }

        return ids.ToArray();
    }

    private static object IdOf(object value) => (value is PSObject wrapped ? wrapped.BaseObject : value) is WorkflowExecution run ? run.RunId : value;
}
