using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Stands on every parameter that holds text. It takes text, or an object for one of its properties (a job for its JobId), live or after a
/// trip through a file. Any other object is refused: PowerShell would make a text of it that selects something else.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute : GivenAttribute
{
    private readonly string[] _properties;

    /// <summary>Takes text only, or an object for the first of these properties that it has.</summary>
    /// <param name="properties">The names of the properties.</param>
    public TextAttribute(params string[] properties) => _properties = properties;

    /// <summary>
    /// A property whose objects bind to another parameter: the pipeline goes on to that one where an object has it and none of ours.
    /// </summary>
    public string[] LeaveTo { get; set; } = [];

    /// <summary>A property of the objects that are not meant, though they have one of ours.</summary>
    public string? Unless { get; set; }

    /// <summary>Whether another parameter of the same position takes jobs.</summary>
    public bool LeaveJobs { get; set; }

    /// <summary>What is taken, in the words of the message that refuses an object.</summary>
    private string Taken => _properties.Length == 0
        ? CommandMessages.TextOnly
        : Format(CommandMessages.TextOrProperty, string.Join(", ", _properties));

    // Not null, so that a blank cell and a column that isn't there can be told apart; null where the empty text means something else than
    // a blank.
    /// <inheritdoc/>
    protected override object? Blank => EmptyHasMeaning ? null : "";

    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (LeaveJobs && inputData is not string && JobSource.TryRead(PSObject.AsPSObject(inputData)) is { } job)
        {
            return new RefusedText(Format(CommandMessages.WrongKind, job, nameof(JobsDetail), Taken));
        }

        if (Plain(inputData) is not IEnumerable list || list is string or IDictionary)
        {
            return TextOf(inputData);
        }

        var texts = new List<string>();
        foreach (object item in list)
        {
            texts.Add(TextOf(item));
        }

        return texts.Count == 1 ? texts[0] : texts.ToArray();
    }

    private string TextOf(object value)
    {
        switch (Plain(value))
        {
            case string text:
                return text;
            case Uri address:
                return address.OriginalString;
            case ValueType and IConvertible and not DateTime and not bool:
                return Convert.ToString(Plain(value), CultureInfo.InvariantCulture)!;
        }

        if (Unless is null || Property(value, Unless) is null)
        {
            foreach (string name in _properties)
            {
                if (Property(value, name) is { } found)
                {
                    return Plain(found) as string is { Length: > 0 } text ? ObjectPlace.Keep(text, PSObject.AsPSObject(value))
                        : throw Refuse(CommandMessages.PropertyBlank, value, name);
                }
            }
        }

        // The binder goes on to the other parameters after an invalid cast only.
        bool isOthers = Array.Exists(LeaveTo, name => Property(value, name) is not null);
        throw Refuse(CommandMessages.WrongKind, value, Taken, isOthers ? new PSInvalidCastException() : null);
    }

    /// <summary>
    /// A property's value, or an entry's of a dictionary; null where there is none of that name, the empty text where its value is null.
    /// </summary>
    private static object? Property(object value, string name)
    {
        if (Plain(value) is IDictionary table)
        {
            return table.Contains(name) ? table[name] ?? "" : null;
        }

        return PSObject.AsPSObject(value).Properties[name] is { } property ? property.Value ?? "" : null;
    }

    private static ArgumentTransformationMetadataException Refuse(string format, object value, string detail, Exception? cause = null) =>
        new(Format(format, value, KindOf(value), detail), cause!);

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);

    private static string KindOf(object value)
    {
        string name = PSObject.AsPSObject(value).TypeNames is { Count: > 0 } names ? names[0] : value.GetType().FullName!;
        return name.Substring(name.LastIndexOf('.') + 1);
    }
}
