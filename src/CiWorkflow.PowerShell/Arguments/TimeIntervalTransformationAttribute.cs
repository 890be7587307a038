using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes an interval as CiTimeInterval (live, or after a trip through a file, by its TimeInterval), as a hashtable or an object of Start,
/// End and Last, as the text start/end, or as a length such as 1d up to now.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeIntervalTransformationAttribute : GivenAttribute
{
    private static readonly StringComparer IgnoreCase = StringComparer.OrdinalIgnoreCase;
    private static readonly string[] Keys = ["Start", "End", "Last"];
    private static readonly string[] IntervalProperties =
        [nameof(CiTimeInterval.Start), nameof(CiTimeInterval.End), nameof(CiTimeInterval.TimeInterval)];

    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return TryReadValue(inputData) ?? TryReadObject(PSObject.AsPSObject(inputData))
                ?? throw new ArgumentTransformationMetadataException(string.Format(
                    CultureInfo.InvariantCulture, CommandMessages.IntervalKind, inputData, Plain(inputData)!.GetType().FullName));
        }
        catch (InvalidFieldException malformed)
        {
            throw new ArgumentTransformationMetadataException(malformed.Message, malformed);
        }
    }

    /// <summary>The interval that an item of the pipeline is as a whole; null for a row, which has one in a cell at most.</summary>
    /// <exception cref="InvalidFieldException">It is a text or a table that is none.</exception>
    /// <exception cref="ArgumentTransformationMetadataException">A value of a table is none.</exception>
    internal static CiTimeInterval? TryReadItem(PSObject item) => TryReadValue(item) ?? (IsInterval(item) ? TryReadObject(item) : null);

    private static CiTimeInterval? TryReadValue(object value) => Plain(value) switch
    {
        CiTimeInterval interval => interval,
        IDictionary table => FromTable(table),
        string text => CiTimeInterval.Parse(text),
        TimeSpan length => CiTimeInterval.Create(null, null, length),
        _ => null,
    };

    // An object that has been through a file has its text in TimeInterval. A person's own text may have times without an offset, which are
    // local; whose they are in the service's isn't known.
    private static CiTimeInterval? TryReadObject(PSObject item)
    {
        if (Plain(item.Properties[nameof(CiTimeInterval.TimeInterval)]?.Value) is string text && FindFault(text) is null)
        {
            return IsInterval(item) || item.Properties["JobId"] is not null ? CiTimeInterval.ParseOfJob(text) : CiTimeInterval.Parse(text);
        }

        string[] names = [.. item.Properties.Select(static one => one.Name)];
        return item.BaseObject is PSCustomObject && names.Length > 0 && names.All(static name => Keys.Contains(name, IgnoreCase))
            ? FromTable(item.Properties.ToDictionary(static one => one.Name, static one => one.Value))
            : null;
    }

    private static bool IsInterval(PSObject item) =>
        item.BaseObject is PSCustomObject
        && (item.TypeNames.Contains("Deserialized." + typeof(CiTimeInterval).FullName)
            || item.Properties.All(static one => IntervalProperties.Contains(one.Name, IgnoreCase))
            && item.Properties.Count() == IntervalProperties.Length);

    private static CiTimeInterval FromTable(IDictionary table)
    {
        IntervalEnd start = default;
        IntervalEnd end = default;
        TimeSpan? last = null;
        foreach (DictionaryEntry entry in table)
        {
            string key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            if (FindFault(Plain(entry.Value)) is { } fault)
            {
                throw new InvalidFieldException(key, null, fault);
            }

            if (key.Equals("Start", StringComparison.OrdinalIgnoreCase))
            {
                start = TimeTransformationAttribute.ReadEnd(entry.Value);
            }
            else if (key.Equals("End", StringComparison.OrdinalIgnoreCase))
            {
                end = TimeTransformationAttribute.ReadEnd(entry.Value);
            }
            else if (key.Equals("Last", StringComparison.OrdinalIgnoreCase))
            {
                last = DurationTransformationAttribute.Read(entry.Value);
            }
            else
            {
                throw new ArgumentTransformationMetadataException(
                    string.Format(CultureInfo.InvariantCulture, CommandMessages.IntervalKey, key));
            }
        }

        return CiTimeInterval.Create(start, end, last);
    }
}
