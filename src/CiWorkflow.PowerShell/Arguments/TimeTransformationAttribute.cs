using System;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes a time as DateTimeOffset, DateTime (of unspecified kind: local) or text, the same under every culture, or a length for the time
/// that long ago.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeTransformationAttribute : GivenAttribute
{
    /// <summary>Whether a length is meant from now on and not up to now.</summary>
    public bool IsAhead { get; set; }

    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData) =>
        IsAhead && TryReadLength(inputData) is { } length ? DateTimeOffset.Now + length : Read(inputData);

    private static TimeSpan? TryReadLength(object value)
    {
        try
        {
            return DurationTransformationAttribute.Read(value);
        }
        catch (ArgumentTransformationMetadataException)
        {
            return null;
        }
    }

    /// <summary>The time that a value stands for.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is no time.</exception>
    internal static DateTimeOffset Read(object? value) => ReadEnd(value).Time!.Value;

    /// <summary>The time or the length before now that a value stands for.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is neither.</exception>
    internal static IntervalEnd ReadEnd(object? value)
    {
        try
        {
            // Export-Clixml writes a DateTimeOffset as its properties.
            if (value is PSObject { BaseObject: PSCustomObject } written && written.Properties["UtcDateTime"]?.Value is DateTime utc)
            {
                return new IntervalEnd(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)));
            }

            return Plain(value) switch
            {
                DateTimeOffset time => new IntervalEnd(time),
                DateTime time => new IntervalEnd(new DateTimeOffset(time)),
                string text => CiTimeInterval.ReadTimeOrAgo(text),
                TimeSpan length => IntervalEnd.Before("Time", length, DateTimeOffset.Now),
                object other => throw new ArgumentTransformationMetadataException(string.Format(
                    System.Globalization.CultureInfo.InvariantCulture, CommandMessages.TimeKind, other, other.GetType().FullName)),
                null => throw new ArgumentTransformationMetadataException(CommandMessages.GivenBlank),
            };
        }
        catch (ArgumentException malformed)
        {
            throw new ArgumentTransformationMetadataException(malformed.Message, malformed);
        }
    }
}
