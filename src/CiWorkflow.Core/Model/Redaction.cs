using System;
using System.Collections.Generic;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>
/// Masks what could be a secret in a text of the service or of a user, before it is logged or becomes part of a message.
/// </summary>
/// <remarks>
/// Masked are the user, the query and the fragment of every address (a callback's may carry a token), and the value of everything whose
/// name speaks of a token, a signature, a secret or a credential: elements, headers, members of JSON, pairs, and what is named in a
/// sentence. COS repeats the signed headers with their values in the FormatString and StringToSign of SignatureDoesNotMatch (436/7730).
/// Whoever knows the keys gives their values too: they are masked wherever they stand.
/// </remarks>
internal static class Redaction
{
    public const string Mask = "***";

    /// <summary>Whether what has this name is taken for a secret: a column, an element, a header.</summary>
    public static bool IsSecretName(string name) =>
        !name.Equals(SecretWords.PlaceInList, StringComparison.OrdinalIgnoreCase) && SecretWords.IsIn(name);

    /// <summary>A text in which an address may stand: one that is signed holds a token. Other text stays as it is.</summary>
    public static string WithoutQuery(string text) => text.IndexOf("://", StringComparison.Ordinal) >= 0 ? Redact(text) : text;

    /// <summary>A text without secrets.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">Values that are secret whatever stands around them.</param>
    public static string Redact(string text, IEnumerable<string>? values = null) => Redact(text, values, out _);

    /// <summary>A text without secrets, and what it cost.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">Values that are secret whatever stands around them.</param>
    /// <param name="reads">How often a character was looked at, which grows with the length of the text and no faster.</param>
    internal static string Redact(string text, IEnumerable<string>? values, out long reads)
    {
        reads = 0;
        foreach (string value in (values ?? []).Distinct(StringComparer.Ordinal).OrderByDescending(static value => value.Length))
        {
            text = new SecretValue(value).MaskIn(text, ref reads);
        }

        return new SecretScan(text).Mask(ref reads);
    }
}
