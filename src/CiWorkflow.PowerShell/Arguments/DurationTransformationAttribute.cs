using System;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace CiWorkflow.Arguments;

/// <summary>Takes a span of time as TimeSpan or as text with units: 1d, 12h, 30m, 1d12h; also 1.12:00:00. A bare number has no unit and is refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly Regex Units = new(
        @"\A\s*(?:(?<w>[0-9]{1,6})w)?(?:(?<d>[0-9]{1,6})d)?(?:(?<h>[0-9]{1,6})h)?(?:(?<m>[0-9]{1,6})m)?(?:(?<s>[0-9]{1,9})s)?\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The shortest span that is taken, in milliseconds; a second where nothing is said.</summary>
    public int MinimumMilliseconds { get; set; } = 1000;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        TimeSpan span = Read(inputData);
        var minimum = TimeSpan.FromMilliseconds(MinimumMilliseconds);
        return span >= minimum
            ? span
            : throw new ArgumentTransformationMetadataException(string.Format(CultureInfo.InvariantCulture, CommandMessages.DurationPositive, inputData, minimum));
    }

    /// <summary>The span that a value stands for.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is none.</exception>
    internal static TimeSpan Read(object? value)
    {
        if (Plain(value) is TimeSpan span)
        {
            return span;
        }

        if (Plain(value) is string text)
        {
            Match match = Units.Match(text);
            if (match.Success && text.Trim().Length > 0)
            {
                double seconds = (Part(match, "w") * 604800) + (Part(match, "d") * 86400) + (Part(match, "h") * 3600) + (Part(match, "m") * 60) + Part(match, "s");
                return TimeSpan.FromSeconds(seconds);
            }

            // Only with a colon: TimeSpan reads the text 7 as seven days.
            if (text.IndexOf(':') >= 0 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span))
            {
                return span;
            }
        }

        throw new ArgumentTransformationMetadataException(Explain(CommandMessages.DurationRule, Plain(value)));
    }

    /// <summary>The value without PowerShell's wrapping. A number that was typed is given as it was typed: PowerShell takes 1d for the decimal 1.</summary>
    internal static object? Plain(object? value) => value switch
    {
        PSObject { BaseObject: ValueType and IConvertible } typed => typed.ToString(),
        PSObject wrapped => wrapped.BaseObject,
        _ => value,
    };

    private static double Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    private static string Explain(string rule, object? value) => string.Format(CultureInfo.InvariantCulture, rule, value ?? "$null");
}
