using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Xml;
using CiWorkflow.Xml;

namespace CiWorkflow.Credentials;

/// <summary>Reads a flat JSON object of keys: a file of tccli, or the answer of the metadata service.</summary>
internal static class CredentialJson
{
    /// <summary>The names in a file of tccli.</summary>
    public static readonly Names Tccli = new("secretId", "secretKey", "token", "expiresAt");

    /// <summary>The names in the answer of the metadata service.</summary>
    public static readonly Names Metadata = new("TmpSecretId", "TmpSecretKey", "Token", "ExpiredTime");

    /// <summary>The keys of an object; names that aren't known are passed over.</summary>
    /// <exception cref="CredentialException">
    /// It isn't a JSON object: the message has the place, and not the content.
    /// </exception>
    public static CredentialFields Read(string text, string place, Names names)
    {
        IReadOnlyDictionary<string, string> keys;
        try
        {
            keys = JsonText.ReadObject(
                new MemoryStream(Encoding.UTF8.GetBytes(text)), [names.Id, names.Key, names.Token, names.Expires, "type", "role-arn"]);
        }
        catch (XmlException)
        {
            throw new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.JsonMalformed, place));
        }

        return new CredentialFields
        {
            SecretId = keys[names.Id],
            SecretKey = keys[names.Key],
            Token = keys[names.Token],
            Expiration = Time(keys[names.Expires], place, names.Expires),
            Type = keys["type"],
            RoleArn = keys["role-arn"],
        };
    }

    private static DateTimeOffset? Time(string text, string place, string name)
    {
        if (text.Length == 0)
        {
            return null;
        }

        const long lastSecond = 253402300799;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds is > 0 and < lastSecond
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : throw new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.ExpirationMalformed, place, name));
    }

    /// <summary>The names of the members; Expires in Unix seconds.</summary>
    internal sealed record Names(string Id, string Key, string Token, string Expires);
}
