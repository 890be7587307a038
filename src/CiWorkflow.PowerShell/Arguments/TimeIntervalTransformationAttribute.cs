using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>Takes an interval as CiTimeInterval, as a hashtable of Start, End and Last, as the text start/end, or as a span such as 1d up to now.</summary>
/// <remarks>The empty text, as of an empty cell of a CSV, is no interval. $null is refused: it would select more than was meant.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeIntervalTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = DurationTransformationAttribute.Plain(inputData);
        try
        {
            return plain switch
            {
                CiTimeInterval interval => interval,
                IDictionary table => FromTable(table),
                string text when text.Trim().Length == 0 => null,
                string text => CiTimeInterval.Parse(text),
                null => throw new ArgumentTransformationMetadataException(CommandMessages.IntervalNull),
                _ => throw new ArgumentTransformationMetadataException(string.Format(
                    CultureInfo.InvariantCulture, CommandMessages.IntervalKind, plain, plain.GetType().FullName)),
            };
        }
        catch (InvalidFieldException malformed)
        {
            throw new ArgumentTransformationMetadataException(malformed.Message, malformed);
        }
    }

    private static CiTimeInterval FromTable(IDictionary table)
    {
        DateTimeOffset? start = null;
        DateTimeOffset? end = null;
        TimeSpan? last = null;
        foreach (DictionaryEntry entry in table)
        {
            string key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            if (key.Equals("Start", StringComparison.OrdinalIgnoreCase))
            {
                start = TimeTransformationAttribute.Read(entry.Value);
            }
            else if (key.Equals("End", StringComparison.OrdinalIgnoreCase))
            {
                end = TimeTransformationAttribute.Read(entry.Value);
            }
            else if (key.Equals("Last", StringComparison.OrdinalIgnoreCase))
            {
                last = entry.Value is null ? null : DurationTransformationAttribute.Read(entry.Value);
            }
            else
            {
                throw new ArgumentTransformationMetadataException(string.Format(CultureInfo.InvariantCulture, CommandMessages.IntervalKey, key));
            }
        }

        return CiTimeInterval.Create(start, end, last);
    }
}
