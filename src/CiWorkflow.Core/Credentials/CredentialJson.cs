using System;
using System.Globalization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Credentials;

/// <summary>Reads a flat JSON object of keys: a file of tccli, or the answer of the metadata service.</summary>
internal static class CredentialJson
{
    private static readonly XmlDictionaryReaderQuotas Quotas = new() { MaxDepth = 32, MaxStringContentLength = 64 * 1024, MaxArrayLength = 64 * 1024, MaxBytesPerRead = 64 * 1024, MaxNameTableCharCount = 64 * 1024 };

    /// <summary>The keys of an object; names that aren't known are passed over.</summary>
    /// <exception cref="CredentialException">It isn't a JSON object: where it came from and the line are said, and not what it holds.</exception>
    public static CredentialFields Read(string text, string place, string id, string key, string token, string expires = "")
    {
        var fields = new CredentialFields();
        byte[] bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        XmlDictionaryReader? json = null;
        try
        {
            json = JsonReaderWriterFactory.CreateJsonReader(bytes, Quotas);
            json.MoveToContent();
            if (json.GetAttribute("type") != "object")
            {
                throw new XmlException();
            }

            json.Read();
            while (json.NodeType == XmlNodeType.Element)
            {
                // A name that is no XML name comes as an attribute: none of ours is one.
                string name = json.LocalName;
                if (json.GetAttribute("type") is "object" or "array")
                {
                    json.Skip();
                    continue;
                }

                string value = json.ReadElementContentAsString();
                if (name == id)
                {
                    fields.SecretId = value;
                }
                else if (name == key)
                {
                    fields.SecretKey = value;
                }
                else if (name == token)
                {
                    fields.Token = value;
                }
                else if (name == expires && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
                {
                    fields.Expires = seconds;
                }
            }

            while (json.Read())
            {
                // To the end: what follows the object must be nothing.
            }

            return fields;
        }
        catch (Exception malformed) when (JsonFault.IsMalformed(malformed))
        {
            // Not as the cause: the reader's own message quotes what it read.
            int line = json is IXmlLineInfo { LineNumber: > 0 } at ? at.LineNumber : 1;
            throw new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.JsonMalformed, place, line));
        }
        finally
        {
            json?.Dispose();
        }
    }
}
