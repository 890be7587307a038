using System.Globalization;
using System.IO;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using CiWorkflow.Xml;

namespace CiWorkflow.Credentials;

/// <summary>Reads a flat JSON object of keys: a file of tccli, or the answer of the metadata service.</summary>
internal static class CredentialJson
{
    /// <summary>The keys of an object; names that aren't known are passed over.</summary>
    /// <exception cref="CredentialException">It isn't a JSON object: where it came from and the line are said, and not what it holds.</exception>
    public static CredentialFields Read(string text, string place, string id, string key, string token, string expires = "")
    {
        try
        {
            XElement keys = JsonText.ReadObject(new MemoryStream(Encoding.UTF8.GetBytes(text)));
            return new CredentialFields
            {
                SecretId = JsonText.Value(keys, id),
                SecretKey = JsonText.Value(keys, key),
                Token = JsonText.Value(keys, token),
                Expires = long.TryParse(JsonText.Value(keys, expires), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? seconds : 0,
            };
        }
        catch (XmlException malformed)
        {
            throw new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.JsonMalformed, place, malformed.LineNumber));
        }
    }
}
