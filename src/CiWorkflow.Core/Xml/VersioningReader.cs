using System.Xml;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;VersioningConfiguration&gt;</c> (COS: GET Bucket versioning).</summary>
internal static class VersioningReader
{
    /// <summary>Whether it has a status, enabled or suspended: only a bucket whose versioning was never enabled has none.</summary>
    /// <exception cref="XmlException">It isn't XML, is cut off, or is another document.</exception>
    public static bool Read(byte[] body, int length)
    {
        using AnswerReader xml = AnswerReader.Open(body, length);
        xml.RequireRoot("VersioningConfiguration");
        bool hasStatus = false;
        xml.Children(name => hasStatus |= name == "Status" && xml.Word().Length > 0);
        return hasStatus;
    }
}
