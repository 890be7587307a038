using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace CiWorkflow.Model;

/// <summary>What a job selects its objects from: one of four (page: Request.Input).</summary>
public sealed record JobInput
{
    // What a person can't see at a prompt: spaces of every width, and characters without any.
    private static readonly char[] Blank = MakeBlank();
    private static readonly char[] BlankOrSlash = [.. Blank, '/'];

    internal JobInput()
    {
    }

    /// <summary>The key or the URL of an inventory report's manifest.json.</summary>
    public string? Manifest { get; internal init; }

    /// <summary>The key or the URL of a text object with one object URL a line.</summary>
    public string? UrlFile { get; internal init; }

    /// <summary>The beginning of the keys; the empty one selects the whole bucket.</summary>
    public string? Prefix { get; internal init; }

    /// <summary>One object's key.</summary>
    public string? Object { get; internal init; }

    /// <summary>The XML of the nodes of an answer's Input that are not understood; empty where there are none.</summary>
    internal string Unread { get; init; } = "";

    /// <summary>
    /// Whether a job over it may touch every object of the bucket: the prefix is empty, or the service may take it for empty.
    /// A slash in front of a prefix seems to be left out (436/80046), and whether blanks are isn't documented.
    /// </summary>
    public bool MaySelectWholeBucket => Prefix is not null && Prefix.Trim(BlankOrSlash).Length == 0;

    /// <summary>
    /// The prefixes that a job may select by, in key order: as it is given, and with what is in front of it and behind it left out. No key
    /// has two of them, and none begins with a slash (436/13324).
    /// </summary>
    internal IReadOnlyList<string> ListedPrefixes
    {
        get
        {
            if (MaySelectWholeBucket)
            {
                return [""];
            }

            string prefix = Prefix!.TrimEnd(Blank);
            int most = prefix.Length - prefix.TrimStart(BlankOrSlash).Length;
            var listed = new List<string>();
            for (int leftOut = 0; leftOut <= most; leftOut++)
            {
                if (prefix[leftOut] != '/')
                {
                    listed.Add(prefix.Substring(leftOut));
                }
            }

            listed.Sort(KeyOrder.Compare);
            return listed;
        }
    }

    /// <summary>
    /// Whether the object is named by a URL, as the service's answer may have it although a key was sent; its key is what counts.
    /// </summary>
    internal bool IsObjectUrl => Object is not null && ObjectUrl.IsUrl(Object);

    /// <summary>What is hardly meant, or what the service's pages leave open, about this input; empty where nothing is.</summary>
    internal string Uncertainty => Prefix is not null && IsAddress(Prefix) ? About(Messages.AddressAsPrefix, Prefix)
        : Object is not null && IsAddress(Object) ? About(IsObjectUrl ? Messages.UrlAsObject : Messages.AddressAsObject, Object)
        : Object is not null && Object != Shortest(Object) ? About(Messages.ObjectTrimmed, Object)
        : Prefix is null || Prefix == Shortest(Prefix) ? ""
        : string.Format(
            CultureInfo.InvariantCulture,
            MaySelectWholeBucket ? Messages.PrefixMayBeEmpty
                : Prefix.TrimStart('/') == Shortest(Prefix) ? Messages.PrefixSlash
                : Messages.PrefixBlank,
            ShownText.Of(Prefix),
            Shortest(Prefix));

    /// <summary>What is hardly meant about this input, which is sent as it is all the same; empty where nothing is.</summary>
    /// <param name="bucket">The bucket, as name-APPID.</param>
    internal string FindSlip(string bucket) => InputSlip.Find(this, bucket);

    /// <summary>Whether its prefix selects what is written to a key, as far as the key's fixed beginning shows.</summary>
    /// <param name="output">The key, in which <c>${InputPath}</c> stands for the folder of an object that was selected.</param>
    internal bool SelectsOutput(string output)
    {
        string key = output.TrimStart('/');
        int variable = key.IndexOf("${", StringComparison.Ordinal);
        string beginning = variable < 0 ? key : key.Substring(0, variable);
        return Prefix is not null && key.Length > 0
            && (key.StartsWith("${InputPath}", StringComparison.OrdinalIgnoreCase)
                || ListedPrefixes.Any(prefix => beginning.StartsWith(prefix, StringComparison.Ordinal)));
    }

    /// <summary>The objects whose keys begin with <paramref name="prefix"/>.</summary>
    /// <param name="prefix">The beginning of the keys; empty for the whole bucket. At most 850 bytes of UTF-8.</param>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidFieldException">It is too long or holds a character that can't be sent.</exception>
    public static JobInput FromPrefix(string prefix) => new() { Prefix = FieldRules.CheckKey("Prefix", prefix, mayBeEmpty: true) };

    /// <summary>One object.</summary>
    /// <param name="key">Its key: 1 to 850 bytes of UTF-8.</param>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidFieldException">It is empty, too long, or holds a character that can't be sent.</exception>
    public static JobInput FromObject(string key) => new() { Object = FieldRules.CheckKey("Object", key) };

    /// <summary>The objects whose URLs stand in a text object, one a line.</summary>
    /// <param name="keyOrUrl">The text object's key, 1 to 850 bytes of UTF-8, or its URL; it is sent as it is given.</param>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidFieldException">It is empty, too long, or holds a character that can't be sent.</exception>
    public static JobInput FromUrlFile(string keyOrUrl) => new() { UrlFile = CheckKeyOrUrl("UrlFile", keyOrUrl) };

    /// <summary>The objects of an inventory report.</summary>
    /// <param name="keyOrUrl">The key of its manifest.json, 1 to 850 bytes of UTF-8, or its URL; it is sent as it is given.</param>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidFieldException">It is empty, too long, or holds a character that can't be sent.</exception>
    public static JobInput FromManifest(string keyOrUrl) => new() { Manifest = CheckKeyOrUrl("Manifest", keyOrUrl) };

    /// <summary>
    /// This input as it may be sent: the one that it has, without the empty nodes that an answer may show beside it. An empty prefix alone
    /// is the whole bucket.
    /// </summary>
    /// <param name="field">What the input is of, for the error.</param>
    /// <param name="value">Its value, for the error.</param>
    /// <exception cref="InvalidFieldException">
    /// It has none, several, or something that isn't understood: what would be sent could select more than what is meant.
    /// </exception>
    internal JobInput CheckKnown(string field = "Input", string? value = null)
    {
        string?[] filled = [.. new[] { Manifest, UrlFile, Prefix, Object }.Where(static one => one is { Length: > 0 })];
        bool isWholeBucket = filled.Length == 0 && Prefix is not null && (Manifest ?? UrlFile ?? Object) is null;
        return Unread.Length > 0 ? throw new InvalidFieldException(field, value, Messages.InputUnread, Redaction.Redact(Unread))
            : filled.Length > 1 ? throw new InvalidFieldException(field, value, Messages.InputSeveral, Redaction.Redact(ToString()))
            : filled.Length == 0 && !isWholeBucket ? throw new InvalidFieldException(field, value, Messages.InputAbsent)
            : isWholeBucket ? this
            : new JobInput
            {
                Manifest = NullIfEmpty(Manifest), UrlFile = NullIfEmpty(UrlFile), Prefix = NullIfEmpty(Prefix), Object = NullIfEmpty(Object),
            };
    }

    /// <summary>The kind and the key, such as <c>Prefix: input/</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, nameof(Manifest), Manifest);
        Append(text, nameof(UrlFile), UrlFile);
        Append(text, nameof(Prefix), Prefix);
        Append(text, nameof(Object), Object);
        return text.ToString();
    }

    private static string? NullIfEmpty(string? text) => text is "" ? null : text;

    private static string CheckKeyOrUrl(string field, string keyOrUrl)
    {
        if (keyOrUrl is null || !ObjectUrl.IsUrl(keyOrUrl))
        {
            return FieldRules.CheckKey(field, keyOrUrl);
        }

        // The value isn't shown: a URL may have a password in it.
        return ObjectUrl.TryRead(keyOrUrl, out string fault) is null ? throw new InvalidFieldException(field, null, fault) : keyOrUrl;
    }

    // Such as https://… or cos://…, copied from a console or another tool. A key may begin so, but hardly does.
    private static bool IsAddress(string key) =>
        Regex.IsMatch(key, @"\A[a-z][a-z0-9]{1,7}://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static string About(string message, string address) =>
        string.Format(CultureInfo.InvariantCulture, message, ShownText.Of(Redaction.Redact(address)));

    private static string Shortest(string prefix) => prefix.TrimStart(BlankOrSlash).TrimEnd(Blank);

    private static char[] MakeBlank()
    {
        var characters = new List<char>();
        for (int c = 0; c <= char.MaxValue; c++)
        {
            if (char.IsWhiteSpace((char)c)
                || CharUnicodeInfo.GetUnicodeCategory((char)c) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator)
            {
                characters.Add((char)c);
            }
        }

        return [.. characters];
    }

    private static void Append(StringBuilder text, string kind, string? key)
    {
        if (key is not null)
        {
            text.Append(text.Length > 0 ? ", " : "").Append(kind).Append(": ").Append(key);
        }
    }
}
