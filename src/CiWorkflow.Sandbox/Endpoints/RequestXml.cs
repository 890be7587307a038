using System.IO;
using System.Xml;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>Reads the document of a request.</summary>
internal static class RequestXml
{
    /// <exception cref="ServiceErrorException">It isn't XML, or its root isn't Request.</exception>
    public static XElement Read(byte[] body)
    {
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            XElement root = XDocument.Load(xml, LoadOptions.PreserveWhitespace).Root!;
            return root.Name == "Request" ? root : throw ServiceErrorException.InvalidArgument($"The root is {root.Name}, not Request.");
        }
        catch (XmlException malformed)
        {
            throw new ServiceErrorException(400, "MalformedXML", "The XML you provided was not well-formed: " + malformed.Message);
        }
    }
}
