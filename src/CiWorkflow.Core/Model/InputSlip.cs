using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CiWorkflow.Model;

/// <summary>
/// What is hardly meant in an input: a key may look so, but hardly does, and a job over it would find nothing. Addresses and blanks are
/// <see cref="JobInput.Uncertainty"/>'s.
/// </summary>
internal static class InputSlip
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    /// <summary>The first that is found, as a sentence; empty where nothing is.</summary>
    /// <param name="input">The input.</param>
    /// <param name="bucket">The bucket, as name-APPID.</param>
    public static string Find(JobInput input, string bucket)
    {
        (string field, string value) = input switch
        {
            { Object: { } key } => (nameof(input.Object), key),
            { UrlFile: { } key } => (nameof(input.UrlFile), key),
            { Manifest: { } key } => (nameof(input.Manifest), key),
            { Prefix: var prefix } => (nameof(input.Prefix), prefix ?? ""),
        };
        string message = MessageOf(field, value, bucket);
        return message.Length == 0 ? ""
            : string.Format(CultureInfo.InvariantCulture, message, field, ShownText.Of(Redaction.Redact(value)));
    }

    private static string MessageOf(string field, string value, string bucket)
    {
        bool isFile = field is nameof(JobInput.UrlFile) or nameof(JobInput.Manifest);
        bool isUrl = ObjectUrl.IsUrl(value);
        string path = isUrl ? value.Split('?', '#')[0] : value;
        if (field == nameof(JobInput.Manifest) && !path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return Messages.SlipManifest;
        }

        if (field != nameof(JobInput.Prefix) && path.EndsWith("/", StringComparison.Ordinal))
        {
            return Messages.SlipFolder;
        }

        return isUrl ? ""
            : isFile && value.IndexOf("://", StringComparison.Ordinal) > 0 ? Messages.SlipAddress
            : isFile && (value.Trim() != value || value[0] == '/') ? Messages.SlipTrimmed
            : IsOfBucket(value, bucket) ? Messages.SlipBucket
            : Is(value, @"\A([A-Za-z]:[\\/]|\.{1,2}[\\/]|~[\\/])") ? Messages.SlipLocal
            : Is(value, @"\\") ? Messages.SlipBackslash
            : Is(value, "\\A[\"'\u2018\u201C]|[\"'\u2019\u201D]\\z") ? Messages.SlipQuotes
            : Is(value, @"[*?]") ? Messages.SlipWildcard
            : Is(value, @"\$[{(]") ? Messages.SlipVariable
            : Is(value, @"%[0-9A-Fa-f]{2}") ? Messages.SlipEncoded
            : Is(value, @"/[,;]|/ +[^ ]+/\z") ? Messages.SlipSeveral
            : "";
    }

    private static bool IsOfBucket(string value, string bucket) =>
        value == bucket || value.StartsWith(bucket + "/", StringComparison.Ordinal)
        || Is(value, @"\.(myqcloud\.com|tencentcos\.cn)(/|\z)");

    private static bool Is(string value, string pattern) => Regex.IsMatch(value, pattern, Options);
}
