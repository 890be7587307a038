using System;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes a span of time as TimeSpan or as text with units: 1d, 12h, 30m, 1d12h; also 1.12:00:00. A bare number has no unit and is refused.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : GivenAttribute
{
    private const double MostSeconds = int.MaxValue;

    /// <summary>The shortest span that is taken, in milliseconds; a second where nothing is said.</summary>
    public int MinimumMilliseconds { get; set; } = 1000;

    /// <summary>Whether a bare number is taken, for seconds.</summary>
    public bool IsNumberSeconds { get; set; }

    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData)
    {
        TimeSpan span = IsNumberSeconds ? ReadSeconds(inputData) : Read(inputData);
        var minimum = TimeSpan.FromMilliseconds(MinimumMilliseconds);
        return span >= minimum
            ? span
            : throw new ArgumentTransformationMetadataException(
                string.Format(CultureInfo.InvariantCulture, CommandMessages.DurationPositive, inputData, minimum));
    }

    /// <summary>The span that a value stands for, which may be a number of seconds.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is none.</exception>
    internal static TimeSpan ReadSeconds(object value)
    {
        // Export-Csv writes a comma where the culture has one; it can't separate thousands here.
        string text = Convert.ToString(Plain(value), CultureInfo.InvariantCulture)!.Replace(',', '.');
        bool isNumber = double.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double seconds);
        return isNumber && seconds >= 0 && seconds < MostSeconds ? TimeSpan.FromSeconds(seconds) : Read(value);
    }

    /// <summary>The span that a value stands for.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is none.</exception>
    internal static TimeSpan Read(object? value)
    {
        // ConvertTo-Json writes a TimeSpan as its properties: New-TimeSpan in a file of settings.
        if (value is PSObject { BaseObject: PSCustomObject } written
            && LanguagePrimitives.TryConvertTo(written.Properties["Ticks"]?.Value, out long ticks) && ticks > 0)
        {
            return TimeSpan.FromTicks(ticks);
        }

        object? plain = Plain(value);
        try
        {
            return plain is TimeSpan span ? span : CiDuration.Parse(plain?.ToString() ?? "$null");
        }
        catch (InvalidFieldException malformed)
        {
            throw new ArgumentTransformationMetadataException(malformed.Message, malformed);
        }
    }
}
