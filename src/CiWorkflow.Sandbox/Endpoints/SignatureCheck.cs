using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>Checks the signature of a request, as 436/7778 has it: only what its lists name, unless the world is strict.</summary>
internal static class SignatureCheck
{
    private static readonly string[] Fields =
        ["q-sign-algorithm", "q-ak", "q-sign-time", "q-key-time", "q-header-list", "q-url-param-list", "q-signature"];

    /// <summary>The account that signed the request.</summary>
    /// <exception cref="ServiceErrorException">It isn't signed as it should be.</exception>
    public static SandboxAccount Check(ServiceCall call)
    {
        (SandboxRequest request, SandboxWorld world) = (call.Request, call.World);
        bool isCloudInfinite = call.Host is { IsObjectStore: false };
        Dictionary<string, string> fields = ReadFields(request);
        if (fields["q-sign-algorithm"] != "sha1")
        {
            throw Denied("q-sign-algorithm must be sha1.");
        }

        SandboxAccount account = world.Account(fields["q-ak"])
            ?? throw (isCloudInfinite && call.Has(ServiceVariant.UnknownKeyIs401)
                ? new ServiceErrorException(401, "SecretidNotExist", "The secretid does not exist.")
                : new ServiceErrorException(403, "InvalidAccessKeyId", "The access key Id you provided does not exist in our records."));
        CheckWindow(fields, world.SignatureNow.ToUnixTimeSeconds(), isCloudInfinite && call.Has(ServiceVariant.SignatureExpiredIs401));
        CheckToken(call, account);

        var headers = request.Headers.ToDictionary(pair => Name(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        var parameters = request.Query.ToLookup(pair => Name(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        string[] signedHeaders = ReadList(fields["q-header-list"]);
        string[] signedParameters = ReadList(fields["q-url-param-list"]);
        if (world.IsStrict)
        {
            CheckAllSigned(fields, headers.Keys, parameters.Select(group => group.Key), signedHeaders, signedParameters);
        }

        IEnumerable<string> headerPairs = signedHeaders.Select(name =>
            name + "=" + Encode(headers.TryGetValue(name, out string? value)
                ? value
                : throw Denied($"The header {name} is signed and not sent.")));
        IEnumerable<string> parameterPairs = signedParameters.SelectMany(name =>
            parameters.Contains(name)
                ? parameters[name].Select(value => name + "=" + Encode(value))
                : throw Denied($"The parameter {name} is signed and not sent."));

        string httpString =
            $"{request.Method.ToLowerInvariant()}\n{request.Path}\n{string.Join('&', parameterPairs)}\n{string.Join('&', headerPairs)}\n";
        string httpHash = Convert.ToHexStringLower(Sha1(Encoding.UTF8.GetBytes(httpString)));
        string stringToSign = $"sha1\n{fields["q-sign-time"]}\n{httpHash}\n";
        string signKey = Convert.ToHexStringLower(Hmac(account.SecretKey, fields["q-key-time"]));
        byte[] wanted = Hmac(signKey, stringToSign);

        byte[] given = new byte[wanted.Length];
        bool isHex = fields["q-signature"].Length == wanted.Length * 2
            && Convert.FromHexString(fields["q-signature"], given, out _, out _) == System.Buffers.OperationStatus.Done;
        if (!CryptographicOperations.FixedTimeEquals(wanted, given) || !isHex)
        {
            throw new ServiceErrorException(403, "SignatureDoesNotMatch", "The Signature you specified is invalid.")
            {
                StringToSign = stringToSign,
                FormatString = httpString,
            };
        }

        return account;
    }

    private static void CheckAllSigned(
        Dictionary<string, string> fields,
        IEnumerable<string> headers,
        IEnumerable<string> parameters,
        string[] signedHeaders,
        string[] signedParameters)
    {
        if (fields["q-sign-time"] != fields["q-key-time"])
        {
            throw Denied("q-sign-time and q-key-time differ.");
        }

        foreach (string[] names in new[] { signedHeaders, signedParameters })
        {
            if (names.Zip(names.Skip(1)).Any(pair => string.CompareOrdinal(pair.First, pair.Second) >= 0))
            {
                throw Denied("A list of what is signed is not sorted, or names something twice.");
            }
        }

        foreach (string name in headers.Where(MustBeSigned).Except(signedHeaders, StringComparer.Ordinal))
        {
            throw Denied($"The header {name} is sent and not signed.");
        }

        foreach (string name in parameters.Except(signedParameters, StringComparer.Ordinal))
        {
            throw Denied($"The parameter {name} is sent and not signed.");
        }
    }

    /// <summary>Whether the request is signed as it should be.</summary>
    public static bool Holds(ServiceCall call)
    {
        try
        {
            Check(call);
            return true;
        }
        catch (ServiceErrorException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> ReadFields(SandboxRequest request)
    {
        if (!request.Headers.TryGetValue("Authorization", out string? authorization) || authorization.Length == 0)
        {
            throw Denied("The request is not signed.");
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in authorization.Split('&'))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !Fields.Contains(part[..equals]) || !fields.TryAdd(part[..equals], part[(equals + 1)..]))
            {
                throw Denied("The Authorization header is malformed.");
            }
        }

        return fields.Count == Fields.Length ? fields : throw Denied("The Authorization header lacks a field.");
    }

    private static void CheckWindow(Dictionary<string, string> fields, long now, bool expiredIs401)
    {
        string[] ends = fields["q-sign-time"].Split(';');
        if (ends.Length != 2
            || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            || !long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out long end)
            || end <= start)
        {
            throw Denied("q-sign-time is not start;end.");
        }

        if (now < start)
        {
            throw new ServiceErrorException(
                403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.");
        }

        if (now > end)
        {
            // The Node SDK compares this message to the letter before it corrects its clock.
            throw expiredIs401 ? new ServiceErrorException(401, "SignatureExpired", "Request has expired") : Denied("Request has expired");
        }
    }

    // The pages and the SDKs disagree about the header on the ci host; the PHP SDK sends both.
    private static void CheckToken(ServiceCall call, SandboxAccount account)
    {
        string own = call.Request.Header("x-ci-security-token");
        string shared = call.Request.Header("x-cos-security-token");
        string[] given = call.Host is not { IsObjectStore: false } ? [shared]
            : call.Has(ServiceVariant.TokenOnlyInCiHeader) ? [own]
            : own.Length > 0 ? [own, shared]
            : [shared];
        byte[] wanted = Encoding.UTF8.GetBytes(account.SessionToken ?? "");
        if (given.Where((token, place) => place == 0 || token.Length > 0)
            .Any(token => !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), wanted)))
        {
            throw new ServiceErrorException(403, "InvalidToken", "The security token does not belong to the access key.");
        }
    }

    private static string[] ReadList(string list) => list.Length == 0 ? [] : list.Split(';');

    private static bool MustBeSigned(string header) =>
        header is "host" or "content-md5"
        || header.StartsWith("x-cos-", StringComparison.Ordinal)
        || header.StartsWith("x-ci-", StringComparison.Ordinal);

    private static string Name(string name) => Encode(name).ToLowerInvariant();

    // Uri.EscapeDataString is RFC 3986 on UTF-8: it leaves the unreserved characters and no other.
    private static string Encode(string text) => Uri.EscapeDataString(text);

#pragma warning disable CA5350 // The service's signature is defined on SHA-1.
    private static byte[] Sha1(byte[] data) => SHA1.HashData(data);

    private static byte[] Hmac(string key, string text) => HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350

    private static ServiceErrorException Denied(string message) => new(403, "AccessDenied", message);
}
