using System;
using System.Globalization;

namespace CiWorkflow.Model;

/// <summary>A value that breaks a rule of the service, refused before anything was sent.</summary>
public sealed class InvalidFieldException : ArgumentException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="field">The field, as the parameters of the commands are called: Name, Bucket, TimeInterval.</param>
    /// <param name="value">The value; null where it may not be shown.</param>
    /// <param name="rule">What is wrong and what would be right.</param>
    /// <param name="details">What the placeholders of <paramref name="rule"/> stand for.</param>
    public InvalidFieldException(string field, string? value, string rule, params object[] details)
        : base(Compose(field, value, details is { Length: > 0 } ? string.Format(CultureInfo.InvariantCulture, rule, details) : rule))
    {
        Field = field;
        Value = value;
    }

    /// <summary>The field, as the parameters of the commands are called.</summary>
    public string Field { get; }

    /// <summary>The value; null where it may not be shown.</summary>
    public string? Value { get; }

    private static string Compose(string field, string? value, string rule) =>
        ShownText.Line(value is null ? field + ": " + rule : field + " '" + ShownText.Of(value) + "': " + rule);
}
