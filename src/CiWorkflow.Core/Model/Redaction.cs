using System;
using System.Text.RegularExpressions;

namespace CiWorkflow.Model;

/// <summary>
/// Masks what could be a secret in a text of the service or of a user, before it is logged or becomes part of a message.
/// </summary>
/// <remarks>
/// Masked are the user, the query and the fragment of every address (a callback's may carry a token), and the value of everything whose
/// name speaks of a token, a signature, a secret or a credential: elements, headers, members of JSON and pairs. COS repeats the signed
/// headers with their values in the FormatString and StringToSign of SignatureDoesNotMatch (436/7730).
/// </remarks>
internal static class Redaction
{
    private const string Mask = "***";
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;
    private const string SecretName =
        "(?:token|signature|secret|credential|authorization|password|passwd|formatstring|stringtosign|signkey|accesskeyid|q-ak)";

    // Only the start of a word is tried, so that a long text takes time in proportion.
    private const string TokenStart = @"(?<=\A|[\s<>""'=(,;])";

    // NextToken is the place in a list. An element that is cut off is masked to the end of the text.
    private static readonly Regex Element = new(
        @"<(?<name>(?!(?:\w+:)?NextToken\b)[\w:.-]*" + SecretName + @"[\w:.-]*)(?<attributes>(?:\s[^<>]*)?)(?<!/)>"
        + @".*?(?<end></\k<name>\s*>|\z)",
        Options | RegexOptions.Singleline);

    private static readonly Regex Header = new(
        @"(?<name>\b(?:(?:proxy-)?authorization|x-[\w-]*" + SecretName + @"[\w-]*))(?<separator>\s*:\s*)[^\r\n<]+", Options);

    private static readonly Regex Member = new(
        @"(?<name>""(?!NextToken"")[\w.-]*" + SecretName + @"[\w.-]*"")(?<separator>\s*:\s*"")(?:[^""\\]|\\.)*(?<end>""|\z)", Options);

    private static readonly Regex Pair = new(
        @"(?<name>\b(?!nextToken=)[\w-]*" + SecretName + @"[\w-]*)(?<separator>=)[^&\s<>"";,]+", Options);

    // An address with a scheme, its slashes as they are or escaped as in JSON. A quote belongs to a query unless it ends
    // the text around it.
    private static readonly Regex Address = new(
        @"(?<scheme>[a-z][a-z0-9+.-]{0,31}:(?:\\?/){2})(?<place>[^\s<>""?#]*)(?<rest>[?#](?:[^\s<>""]|""(?![,}\]\s<]|\z))*)?", Options);

    // An address with a scheme that is percent-encoded, once or more often.
    private static readonly Regex EncodedAddress = new(
        @"(?<scheme>[a-z][a-z0-9+.-]{0,31}%(?:25)*3A%(?:25)*2F%(?:25)*2F)(?<place>(?:(?!%(?:25)*(?:3F|23))[^\s<>""&?#])*)"
        + @"(?<rest>(?:%(?:25)*(?:3F|23)|[?#])[^\s<>""]*)?",
        Options);

    private static readonly Regex EncodedAt = new("@|%(?:25)*40", Options | RegexOptions.RightToLeft);

    // user:password@host without a scheme.
    private static readonly Regex User = new(TokenStart + @"[^\s<>""'/@:]{1,256}:[^\s<>""'/@]{1,1024}@(?=[a-z0-9\[])", Options);

    // host.domain/path?query without a scheme.
    private static readonly Regex Query = new(
        TokenStart + @"(?<place>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+(?::[0-9]+)?(?:\\?/[^\s<>""?#]*)?)(?<mark>\?)[^\s<>""]+", Options);

    private static readonly Regex Name = new(@"\A(?!NextToken\z).*" + SecretName, Options | RegexOptions.Singleline);

    /// <summary>Whether what has this name is taken for a secret: a column, an element, a header.</summary>
    public static bool IsSecretName(string name) => Name.IsMatch(name);

    public static string Redact(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        text = Element.Replace(text, "<${name}${attributes}>" + Mask + "${end}");
        text = Address.Replace(text, static match => Redacted(match, Place, static rest => rest.Substring(0, 1)));
        text = EncodedAddress.Replace(text, static match => Redacted(match, EncodedPlace, static _ => "%3F"));
        text = Query.Replace(text, "${place}${mark}" + Mask);
        text = User.Replace(text, Mask + "@");
        text = Header.Replace(text, "${name}${separator}" + Mask);
        text = Member.Replace(text, "${name}${separator}" + Mask + "${end}");
        return Pair.Replace(text, "${name}${separator}" + Mask);
    }

    private static string Redacted(Match address, Func<string, string> place, Func<string, string> mark) =>
        address.Groups["scheme"].Value
        + place(address.Groups["place"].Value)
        + (address.Groups["rest"] is { Success: true } rest ? mark(rest.Value) + Mask : "");

    private static string Place(string place)
    {
        int slash = place.IndexOfAny(['/', '\\']);
        string authority = slash < 0 ? place : place.Substring(0, slash);
        int at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            return Mask + place.Substring(at);
        }

        // A password with a slash in it: what stands before the last @ isn't a host and a port.
        int colon = authority.LastIndexOf(':');
        bool isPort = colon >= 0 && authority.IndexOf(']') < colon && IsDigits(authority, colon + 1);
        return colon < 0 || isPort || authority.StartsWith("[", StringComparison.Ordinal) ? place
            : place.LastIndexOf('@') is var last and >= 0 ? Mask + place.Substring(last)
            : Mask;
    }

    private static string EncodedPlace(string place)
    {
        Match at = EncodedAt.Match(place);
        return at.Success ? Mask + place.Substring(at.Index) : place;
    }

    private static bool IsDigits(string text, int start)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] is < '0' or > '9')
            {
                return false;
            }
        }

        return true;
    }
}
