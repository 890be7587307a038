using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text;

namespace CiWorkflow.Model;

/// <summary>The rules of the service for what a caller writes, checked before anything is sent.</summary>
/// <remarks>
/// Each method returns its value, or throws an <see cref="InvalidFieldException"/> that names the field, the value and the rule.
/// </remarks>
internal static class FieldRules
{
    private const int NameLength = 128;
    private const int KeyBytes = 850;
    private const int BucketNameLength = 50;
    private const int IdLength = 128;

    /// <summary>
    /// A job's name: 1 to 128 Chinese characters, letters, digits, <c>-</c>, <c>—</c> and <c>_</c>; a surrogate pair is one character.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <returns>The name.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static string CheckName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new InvalidFieldException("Name", name ?? "", Messages.NameRule);
        }

        int characters = 0;
        for (int i = 0; i < name!.Length; i++)
        {
            characters++;
            int point = name[i];
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                point = char.ConvertToUtf32(name[i], name[++i]);
            }

            if (!IsNameCharacter(point))
            {
                throw new InvalidFieldException("Name", name, Messages.NameCharacter, Describe(point), characters);
            }
        }

        if (characters > NameLength)
        {
            throw new InvalidFieldException("Name", name, Messages.NameLength, characters);
        }

        return name;
    }

    /// <summary>A workflow's id, as w7476ff3564ee45b7b490d64bccaba6cc. Its shape isn't documented, so that any id is taken.</summary>
    /// <param name="workflowId">The id.</param>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidFieldException">It isn't an id.</exception>
    public static string CheckWorkflowId(string? workflowId) => CheckId("WorkflowId", workflowId);

    /// <summary>The ids of one or several workflows, joined by commas.</summary>
    /// <param name="workflowIds">The ids.</param>
    /// <returns>The ids without blanks.</returns>
    /// <exception cref="InvalidFieldException">There is none, or one isn't an id.</exception>
    public static string CheckWorkflowIds(string? workflowIds)
    {
        var ids = new List<string>();
        foreach (string part in (workflowIds ?? "").Split(','))
        {
            // An id that comes twice would run twice on each object.
            string id = CheckWorkflowId(part.Trim());
            if (!ids.Exists(known => string.Equals(known, id, StringComparison.OrdinalIgnoreCase)))
            {
                ids.Add(id);
            }
        }

        return string.Join(",", ids);
    }

    /// <summary>Whether a text has the shape that workflow ids are known to have: <c>w</c> and 32 hexadecimal digits.</summary>
    /// <param name="workflowId">The text.</param>
    /// <returns>True when it has.</returns>
    public static bool IsWorkflowId(string? workflowId)
    {
        bool isUsual = workflowId is { Length: 33 } && workflowId[0] == 'w';
        for (int i = 1; isUsual && i < 33; i++)
        {
            isUsual = workflowId![i] is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
        }

        return isUsual;
    }

    /// <summary>A bucket as name-APPID: lower-case letters, digits and hyphens, then a hyphen and the account's number.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <returns>The bucket.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static string CheckBucket(string? bucket)
    {
        int hyphen = bucket?.LastIndexOf('-') ?? -1;
        bool valid = hyphen is > 0 and <= BucketNameLength
            && bucket!.Length - hyphen - 1 is >= 5 and <= 20
            && bucket[0] != '-' && bucket[hyphen - 1] != '-';
        for (int i = 0; valid && i < bucket!.Length; i++)
        {
            char c = bucket[i];
            valid = c is >= '0' and <= '9' || (i <= hyphen && c is (>= 'a' and <= 'z') or '-');
        }

        return valid ? bucket! : throw new InvalidFieldException("Bucket", bucket ?? "", Messages.BucketRule);
    }

    /// <summary>
    /// A region in the service's form, as ap-beijing or ap-beijing-fsi. Any region of that form is taken: new ones are added.
    /// </summary>
    /// <param name="region">The region.</param>
    /// <returns>The region.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static string CheckRegion(string? region)
    {
        bool valid = region is { Length: >= 4 and <= 40 };
        int parts = 1;
        for (int i = 0; valid && i < region!.Length; i++)
        {
            char c = region[i];
            if (c == '-')
            {
                parts++;
                valid = i >= 2 && i < region.Length - 1 && region[i - 1] != '-';
            }
            else
            {
                valid = c is >= 'a' and <= 'z' || (c is >= '0' and <= '9' && parts > 1);
            }
        }

        return valid && parts is 2 or 3 ? region! : throw new InvalidFieldException("Region", region ?? "", Messages.RegionRule);
    }

    /// <summary>
    /// A job's, a run's, a queue's or a template's id: 1 to 128 letters, digits, <c>-</c>, <c>_</c>, and <c>=</c>, which a run's may end
    /// with (page of /triggerworkflow).
    /// </summary>
    /// <param name="field">What it is called: JobId, RunId.</param>
    /// <param name="id">The id.</param>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static string CheckId(string field, string? id) =>
        IsId(id) ? id! : throw new InvalidFieldException(field, id ?? "", Messages.IdRule);

    /// <summary>Whether a text can be a job's or a run's id.</summary>
    /// <param name="id">The text.</param>
    /// <returns>True when it has 1 to 128 letters, digits, <c>-</c>, <c>_</c> and <c>=</c>.</returns>
    public static bool IsId(string? id)
    {
        bool valid = id is { Length: > 0 and <= IdLength };
        for (int i = 0; valid && i < id!.Length; i++)
        {
            valid = id[i] is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-' or '_' or '=';
        }

        return valid;
    }

    /// <summary>
    /// An object's key or the beginning of one: at most 850 bytes of UTF-8, no control characters, nothing that XML can't carry.
    /// </summary>
    /// <param name="field">What it is called: Prefix, Object, UrlFile, Manifest.</param>
    /// <param name="key">The key.</param>
    /// <param name="mayBeEmpty">Whether the empty one is allowed.</param>
    /// <returns>The key.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static string CheckKey(string field, string? key, bool mayBeEmpty = false)
    {
        if (key is null || (key.Length == 0 && !mayBeEmpty))
        {
            throw new InvalidFieldException(field, key ?? "", Messages.KeyEmpty);
        }

        int characters = 0;
        for (int i = 0; i < key.Length; i++)
        {
            char c = key[i];
            characters++;
            bool pair = char.IsHighSurrogate(c) && i + 1 < key.Length && char.IsLowSurrogate(key[i + 1]);
            if (char.IsControl(c) || (char.IsSurrogate(c) && !pair) || c is '\uFFFE' or '\uFFFF')
            {
                throw new InvalidFieldException(field, key, Messages.KeyCharacter, Describe(c), characters);
            }

            i += pair ? 1 : 0;
        }

        int bytes = Encoding.UTF8.GetByteCount(key);
        return bytes <= KeyBytes ? key : throw new InvalidFieldException(field, key, Messages.KeyLength, bytes);
    }

    /// <summary>
    /// A key in the path of a URL: as <see cref="CheckKey"/>, and without the segments <c>.</c> and <c>..</c>, which a URL can't carry.
    /// </summary>
    /// <param name="field">What it is called: Key.</param>
    /// <param name="key">The key.</param>
    /// <returns>The key.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static string CheckPathKey(string field, string? key)
    {
        foreach (string segment in CheckKey(field, key).Split('/'))
        {
            if (segment is "." or "..")
            {
                throw new InvalidFieldException(field, key, Messages.KeyDots);
            }
        }

        return key!;
    }

    /// <summary>Another address to connect to: <c>https://host[:port]</c>, or <c>http://</c> where the host is this machine.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="field">What it is called: Endpoint, CiEndpoint, CosEndpoint.</param>
    /// <returns>The address.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static Uri CheckEndpoint(Uri? endpoint, string field = "Endpoint")
    {
        if (!IsRoot(endpoint))
        {
            throw new InvalidFieldException(field, ShownAddress(endpoint), Messages.EndpointRule);
        }

        if (endpoint!.Scheme == Uri.UriSchemeHttp && !IsLoopback(endpoint))
        {
            throw new InvalidFieldException(field, endpoint.OriginalString, Messages.EndpointPlain);
        }

        return endpoint;
    }

    /// <summary>A host's name: letters, digits, <c>-</c> and <c>.</c>, at most 253 characters.</summary>
    /// <param name="domain">The name.</param>
    /// <returns>The name.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static string CheckDomain(string? domain)
    {
        bool valid = domain is { Length: > 0 and <= 253 }
            && domain[0] is not ('.' or '-') && domain[domain.Length - 1] is not ('.' or '-');
        for (int i = 0; valid && i < domain!.Length; i++)
        {
            valid = domain[i] is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-' || (
                domain[i] == '.' && domain[i - 1] != '.');
        }

        return valid ? domain! : throw new InvalidFieldException("Domain", domain ?? "", Messages.DomainRule);
    }

    /// <summary>A proxy's address: <c>http://host:port</c> or <c>https://host:port</c>, without a user in it.</summary>
    /// <param name="proxy">The address.</param>
    /// <returns>The address.</returns>
    /// <exception cref="InvalidFieldException">It breaks the rule.</exception>
    public static Uri CheckProxy(Uri? proxy) =>
        IsRoot(proxy) ? proxy! : throw new InvalidFieldException("Proxy", ShownAddress(proxy), Messages.ProxyRule);

    internal static bool IsLoopback(Uri endpoint) =>
        string.Equals(endpoint.DnsSafeHost, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(endpoint.DnsSafeHost, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsRoot(Uri? address) =>
        address is { IsAbsoluteUri: true, Host.Length: > 0, UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" }
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    // What stands before an @ could be a password: it isn't repeated.
    private static string ShownAddress(Uri? address) =>
        address is { IsAbsoluteUri: true, UserInfo.Length: > 0 } ? "…@" + address.Host : address?.OriginalString ?? "";

    // The page says Chinese, English, digits, — and _; its example has none of the rest. Chinese: the Han ideographs of
    // Unicode, with 々 and 〇 that stand among them in names.
    private static bool IsNameCharacter(int point) => point
        is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '—'
        or (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x323AF) or 0x3005 or 0x3007;

    private static string Describe(int point)
    {
        string code = "U+" + point.ToString("X4", CultureInfo.InvariantCulture);
        bool shown = point > 0xFFFF || !(char.IsControl((char)point) || char.IsSurrogate((char)point) || point >= 0xFFFE);
        return shown ? "'" + char.ConvertFromUtf32(point) + "' (" + code + ")" : code;
    }
}
