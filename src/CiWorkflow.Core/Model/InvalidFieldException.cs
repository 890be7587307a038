using System;
using System.Globalization;
using System.Text;

namespace CiWorkflow.Model;

/// <summary>A value that breaks a rule of the service, refused before anything was sent.</summary>
public sealed class InvalidFieldException : ArgumentException
{
    private const int ShownCharacters = 200;

    /// <summary>Makes the exception.</summary>
    /// <param name="field">The field, as the parameters of the commands are called: Name, Bucket, TimeInterval.</param>
    /// <param name="value">What it was given; null where it may not be shown.</param>
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

    /// <summary>What it was given; null where it may not be shown.</summary>
    public string? Value { get; }

    private static string Compose(string field, string? value, string rule) =>
        value is null ? field + ": " + rule : field + " '" + Shown(value) + "': " + rule;

    /// <summary>The value with its control characters spelled out, cut where it is long: it is printed at a prompt.</summary>
    private static string Shown(string value)
    {
        var text = new StringBuilder();
        for (int i = 0; i < value.Length && i < ShownCharacters; i++)
        {
            char c = value[i];
            bool pair = char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]);
            if (pair)
            {
                text.Append(c).Append(value[++i]);
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(c);
            }
        }

        return value.Length > ShownCharacters ? text.Append('…').ToString() : text.ToString();
    }
}
