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
                string text when text.IndexOf('/') >= 0 => CiTimeInterval.Parse(text),
                string text => Combine(null, null, DurationTransformationAttribute.Read(text)),
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

    /// <summary>The interval of a start, an end and a length, of which any may be missing.</summary>
    /// <exception cref="InvalidFieldException">Nothing is given, all three are, or the start isn't before the end.</exception>
    internal static CiTimeInterval Combine(DateTimeOffset? start, DateTimeOffset? end, TimeSpan? last)
    {
        if (last is { } length)
        {
            if (start is not null && end is not null)
            {
                throw new InvalidFieldException("Last", null, CommandMessages.LastWithBoth);
            }

            try
            {
                if (start is { } from)
                {
                    end = from + length;
                }
                else
                {
                    end ??= DateTimeOffset.Now;
                    start = end.Value - length;
                }
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new InvalidFieldException("Last", length.ToString(), CommandMessages.LastTooLong);
            }
        }

        return new CiTimeInterval(start, end);
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

        return Combine(start, end, last);
    }
}
