using System.Text.RegularExpressions;

namespace CiWorkflow.Http;

/// <summary>Takes out of a body what could be a secret before it is logged: the query, the fragment and the user of every URL (a callback's may carry a token).</summary>
internal static class Redaction
{
    private static readonly Regex Url = new(
        @"(?<scheme>[a-z][a-z0-9+.-]{1,15}://)(?<user>[^\s<>""'/?#@]{0,2000}@)?(?<place>[^\s<>""'?#]{0,4000})(?<rest>[?#][^\s<>""']*)?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    public static string Redact(string body) =>
        body.IndexOf("://", System.StringComparison.Ordinal) < 0 ? body : Url.Replace(body, static match =>
            match.Groups["scheme"].Value
            + (match.Groups["user"].Success ? "***@" : "")
            + match.Groups["place"].Value
            + (match.Groups["rest"].Success ? match.Groups["rest"].Value.Substring(0, 1) + "***" : ""));
}
