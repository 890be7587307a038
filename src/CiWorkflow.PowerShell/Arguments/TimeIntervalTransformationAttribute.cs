using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes an interval as CiTimeInterval (live, or after a trip through a file, by its TimeInterval), as a hashtable of Start, End and Last,
/// as the text start/end, or as a length such as 1d up to now.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeIntervalTransformationAttribute : GivenAttribute
{
    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = Plain(inputData);
        try
        {
            return plain switch
            {
                CiTimeInterval interval => interval,
                IDictionary table => FromTable(table),
                string text => CiTimeInterval.Parse(text),
                TimeSpan length => CiTimeInterval.Create(null, null, length),

                // An object that has been through a file; the others of the pipeline bind by their properties, which an invalid cast leads
                // to.
                _ when PSObject.AsPSObject(inputData).Properties[nameof(CiTimeInterval.TimeInterval)]?.Value is { } inner
                    && Plain(inner) is string text && FindFault(text) is null => CiTimeInterval.ParseOfJob(text),
                _ => throw new ArgumentTransformationMetadataException(
                    string.Format(CultureInfo.InvariantCulture, CommandMessages.IntervalKind, plain, plain!.GetType().FullName),
                    new PSInvalidCastException()),
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
            if (FindFault(Plain(entry.Value)) is { } fault)
            {
                throw new InvalidFieldException(key, null, fault);
            }

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
