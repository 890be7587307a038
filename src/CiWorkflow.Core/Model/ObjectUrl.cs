using System;
using System.Globalization;

namespace CiWorkflow.Model;

/// <summary>Whose object a URL names, as far as its host shows.</summary>
internal enum ObjectUrlOwner
{
    /// <summary>The bucket's own: one of the hosts that the service assigns to the bucket.</summary>
    ThisBucket,

    /// <summary>Another bucket's, or this bucket's name in another region.</summary>
    OtherBucket,

    /// <summary>A domain of the user's own, or one that no page names; which bucket is behind it isn't known here.</summary>
    OtherDomain,
}

/// <summary>
/// The URL of an object, as it stands in a UrlFile, in an execution or where a key is expected. Its query and its fragment are left out.
/// </summary>
/// <param name="Host">The host, in lower case, without the port that belongs to the scheme.</param>
/// <param name="Key">The key: the path, decoded, without its first slash.</param>
internal sealed record ObjectUrl(string Host, string Key)
{
    private const int MaxLength = 8 * 1024;

    // 436/6224 and 436/103571: the domains of buckets. The accelerated ones have no region in them.
    private static readonly string[] BucketDomains = [".myqcloud.com", ".tencentcos.cn"];

    /// <summary>Whether a text is meant as a URL: it begins with <c>http://</c> or <c>https://</c>.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a URL.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="fault">
    /// What is wrong with it, as the end of a sentence; empty where nothing is. It never repeats the URL, which may hold a password.
    /// </param>
    /// <returns>The URL; null where it isn't one of an object.</returns>
    public static ObjectUrl? TryRead(string text, out string fault)
    {
        fault = Messages.UrlMalformed;
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        int slash = start < 3 ? -1 : text.IndexOf('/', start);
        if (text.Length > MaxLength || !IsUrl(text) || slash < 0)
        {
            return null;
        }

        string host = text.Substring(start, slash - start).ToLowerInvariant();
        string port = text[4] is 's' or 'S' ? ":443" : ":80";
        host = host.EndsWith(port, StringComparison.Ordinal) ? host.Substring(0, host.Length - port.Length) : host;
        if (!IsHost(host))
        {
            return null;
        }

        int end = text.IndexOfAny(['?', '#'], slash);
        string path = text.Substring(slash + 1, (end < 0 ? text.Length : end) - slash - 1);
        if (text.IndexOf("://", slash, StringComparison.Ordinal) >= 0)
        {
            // Lines run together by a blank, a comma or nothing would be one object of an odd key.
            fault = Messages.UrlSeveral;
            return null;
        }

        if (PercentDecoding.TryDecode(path) is not { } key)
        {
            fault = Messages.UrlEncoding;
            return null;
        }

        try
        {
            FieldRules.CheckPathKey("Object", key);
        }
        catch (InvalidFieldException invalid)
        {
            fault = invalid.Message;
            return null;
        }

        fault = "";
        return new ObjectUrl(host, key);
    }

    /// <summary>The key of an object of a bucket that is named by its key or its URL.</summary>
    /// <param name="field">What it is called: Object, UrlFile, Manifest.</param>
    /// <param name="keyOrUrl">The key or the URL.</param>
    /// <param name="bucket">The bucket, as name-APPID.</param>
    /// <param name="region">Its region.</param>
    /// <param name="bucketHost">The host that the bucket is called by.</param>
    /// <exception cref="InvalidFieldException">It is a URL that isn't the bucket's for certain.</exception>
    public static string KeyIn(string field, string keyOrUrl, string bucket, string region, string bucketHost)
    {
        if (!IsUrl(keyOrUrl))
        {
            return keyOrUrl;
        }

        // The URL isn't shown: it may have a password in it.
        ObjectUrl url = TryRead(keyOrUrl, out string fault) ?? throw new InvalidFieldException(field, null, fault);
        return url.Owner(bucket, region, bucketHost) == ObjectUrlOwner.ThisBucket
            ? url.Key
            : throw new InvalidFieldException(field, null, Messages.UrlOfOtherBucket, url.Host, bucket, region);
    }

    /// <summary>
    /// What an answer calls an object: a key stays one, a URL of the bucket becomes its key (436/80046 has a URL, 460/45949 a key), and
    /// another URL stays one without its query, which may be signed.
    /// </summary>
    /// <inheritdoc cref="KeyIn" path="/param"/>
    public static string KeyOrForeign(string keyOrUrl, string bucket, string region, string bucketHost) =>
        !IsUrl(keyOrUrl) || TryRead(keyOrUrl, out _) is not { } url ? keyOrUrl
        : url.Owner(bucket, region, bucketHost) == ObjectUrlOwner.ThisBucket ? url.Key
        : keyOrUrl.Split('?', '#')[0];

    /// <summary>Whose object it is.</summary>
    /// <param name="bucket">The bucket, as name-APPID.</param>
    /// <param name="region">Its region.</param>
    /// <param name="bucketHost">The host that the bucket is called by, which may be under a domain of the user's own.</param>
    public ObjectUrlOwner Owner(string bucket, string region, string bucketHost)
    {
        if (string.Equals(Host, bucketHost, StringComparison.OrdinalIgnoreCase))
        {
            return ObjectUrlOwner.ThisBucket;
        }

        foreach (string domain in BucketDomains)
        {
            if (Host.EndsWith(domain, StringComparison.Ordinal))
            {
                string[] labels = Host.Substring(0, Host.Length - domain.Length).Split('.');
                return labels[0] != bucket ? ObjectUrlOwner.OtherBucket : OwnerOf(labels, region);
            }
        }

        return ObjectUrlOwner.OtherDomain;
    }

    /// <summary>Whose object it is where the host begins with the bucket's name and has a documented form, or isn't known.</summary>
    private static ObjectUrlOwner OwnerOf(string[] labels, string region)
    {
        if (labels.Length == 2 && labels[1] == "file")
        {
            return ObjectUrlOwner.ThisBucket;
        }

        bool isKnown = labels.Length == 3 && labels[1] is "cos" or "cos-internal";
        return !isKnown ? ObjectUrlOwner.OtherDomain
            : labels[2] == region || labels[2] is "accelerate" or "accelerate-overseas" ? ObjectUrlOwner.ThisBucket
            : ObjectUrlOwner.OtherBucket;
    }

    private static bool IsHost(string host)
    {
        string[] parts = host.Split(':');
        try
        {
            FieldRules.CheckDomain(parts[0]);
        }
        catch (InvalidFieldException)
        {
            return false;
        }

        return parts.Length == 1
            || (parts.Length == 2 && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
