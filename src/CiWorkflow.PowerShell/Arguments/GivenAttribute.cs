using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Stands on every parameter of the module: null and empty are refused by name, because a parameter that was given never means "not
/// given".
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public class GivenAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// Whether a pipeline row may leave its cell blank. The binder can't tell a row from the command line, so
    /// <see cref="Cmdlets.CiCmdlet"/> refuses what was blank on the command line.
    /// </summary>
    public bool BlankInRow { get; set; }

    /// <summary>Whether the empty text has a meaning of its own on the command line.</summary>
    public bool EmptyHasMeaning { get; set; }

    /// <summary>What the parameter holds for a blank cell.</summary>
    protected virtual object? Blank => null;

    /// <inheritdoc/>
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        string? fault = FindFault(Plain(inputData));
        if (fault is null || (EmptyHasMeaning && Plain(inputData) is ""))
        {
            return ReadShown(engineIntrinsics, inputData!);
        }

        return BlankInRow ? Blank : throw new ArgumentTransformationMetadataException(fault);
    }

    // A message repeats the value that it refuses, which others may have named.
    private object? ReadShown(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return Read(engineIntrinsics, inputData);
        }
        catch (ArgumentTransformationMetadataException refused) when (ShownText.Line(refused.Message) != refused.Message)
        {
            throw new ArgumentTransformationMetadataException(ShownText.Line(refused.Message), refused.InnerException!);
        }
    }

    /// <summary>
    /// What is wrong with a value that was given: it is null, empty, or a list with such an item. Null where nothing is.
    /// </summary>
    internal static string? FindFault(object? plain)
    {
        switch (plain)
        {
            case null:
                return CommandMessages.GivenBlank;
            case string text:
                return string.IsNullOrWhiteSpace(text) ? CommandMessages.GivenBlank : null;
            case IDictionary:
                return null;
            case IEnumerable list:
                int count = 0;
                foreach (object? item in list)
                {
                    count++;
                    if (Plain(item) is null or "")
                    {
                        return string.Format(CultureInfo.InvariantCulture, CommandMessages.GivenNullItem, count);
                    }
                }

                return count == 0 ? CommandMessages.GivenNoItem : null;
            default:
                return null;
        }
    }

    /// <summary>
    /// The value without PowerShell's wrapping. A number is given as it was typed: PowerShell reads 1d as the decimal 1.
    /// </summary>
    internal static object? Plain(object? value) => value switch
    {
        PSObject { BaseObject: ValueType and IConvertible and not DateTime } typed => typed.ToString(),
        PSObject { BaseObject: PSCustomObject } => value,
        PSObject wrapped => wrapped.BaseObject,
        _ => value,
    };

    /// <summary>Turns a value that is neither null nor empty into what the parameter holds.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is of a wrong kind.</exception>
    protected virtual object? Read(EngineIntrinsics engineIntrinsics, object inputData) => inputData;
}
