using System.IO;
using System.Text;
using System.Xml;

namespace CiWorkflow.Xml;

/// <summary>How every answer is read: forward only, unknown nodes passed over, DTDs refused, sizes bounded.</summary>
/// <remarks>
/// A reader of an element begins on its start tag and ends behind its end tag:
/// <c>if (Enter(xml)) while (NextChild(xml)) switch (xml.LocalName) …</c>, where each branch reads its child whole.
/// Names are compared without their namespace.
/// </remarks>
internal static class AnswerXml
{
    /// <summary>More levels than this are no answer of the service.</summary>
    private const int MaxDepth = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    };

    /// <summary>Opens an answer and goes to its root element.</summary>
    /// <exception cref="XmlException">There is none, or a DTD stands before it.</exception>
    public static XmlReader OpenAtRoot(byte[] body, int length)
    {
        XmlReader xml = XmlReader.Create(new MemoryStream(body, 0, length, writable: false), Settings);
        try
        {
            xml.MoveToContent();
            return xml.NodeType == XmlNodeType.Element ? xml : throw Malformed(xml, Messages.NoRootElement);
        }
        catch
        {
            xml.Dispose();
            throw;
        }
    }

    /// <summary>Refuses another document than the service's: a page of a proxy that happens to be XML would look like an empty list.</summary>
    /// <exception cref="XmlException">The root isn't Response.</exception>
    public static void RequireResponse(XmlReader xml)
    {
        if (xml.LocalName != "Response")
        {
            throw Malformed(xml, Messages.NoResponse);
        }
    }

    /// <summary>Copies an element with all that is in it, and goes behind it.</summary>
    public static void Copy(XmlReader xml, XmlWriter copy)
    {
        int depth = xml.Depth;
        bool ended;
        do
        {
            ended = xml.Depth == depth && (xml.NodeType == XmlNodeType.EndElement || xml.IsEmptyElement);
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    copy.WriteStartElement(xml.LocalName);
                    if (xml.IsEmptyElement)
                    {
                        copy.WriteEndElement();
                    }

                    break;
                case XmlNodeType.EndElement: copy.WriteEndElement(); break;
                case XmlNodeType.Text or XmlNodeType.CDATA: copy.WriteString(xml.Value); break;
            }

            Advance(xml);
        }
        while (!ended);
    }

    /// <summary>Goes inside an element; false, and behind it, when it is empty.</summary>
    public static bool Enter(XmlReader xml)
    {
        bool hasContent = !xml.IsEmptyElement;
        Advance(xml);
        return hasContent;
    }

    /// <summary>Goes to the next child element; false, and behind the parent's end tag, when there is none.</summary>
    public static bool NextChild(XmlReader xml)
    {
        while (xml.NodeType != XmlNodeType.Element)
        {
            bool ended = xml.NodeType == XmlNodeType.EndElement;
            Advance(xml);
            if (ended)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text of an element, CDATA included; elements inside it are passed over.</summary>
    public static string Text(XmlReader xml)
    {
        if (!Enter(xml))
        {
            return "";
        }

        string text = "";
        StringBuilder? more = null;
        while (xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                Skip(xml);
                continue;
            }

            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                if (text.Length == 0)
                {
                    text = xml.Value;
                }
                else
                {
                    (more ??= new StringBuilder(text)).Append(xml.Value);
                }
            }

            Advance(xml);
        }

        Advance(xml);
        return more?.ToString() ?? text;
    }

    /// <summary>The text of an element that is a word: an id, a state, a code.</summary>
    public static string Word(XmlReader xml) => Text(xml).Trim();

    /// <summary>Passes over an element with all that is in it.</summary>
    public static void Skip(XmlReader xml)
    {
        int depth = xml.Depth;
        bool hasContent = !xml.IsEmptyElement;
        Advance(xml);
        while (hasContent)
        {
            hasContent = !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth);
            Advance(xml);
        }
    }

    public static XmlException Malformed(XmlReader xml, string message)
    {
        var line = xml as IXmlLineInfo;
        return new XmlException(message, null, line?.LineNumber ?? 0, line?.LinePosition ?? 0);
    }

    private static void Advance(XmlReader xml)
    {
        // XmlReader keeps something for every open element: without a bound a small answer could take a lot of memory.
        if (xml.Read() && xml.Depth > MaxDepth)
        {
            throw Malformed(xml, Messages.TooDeep);
        }
    }
}
