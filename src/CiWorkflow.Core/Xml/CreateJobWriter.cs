using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Writes the body of <c>POST /inventorytriggerjob</c>, its nodes in the order of the page's example.</summary>
internal static class CreateJobWriter
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        Indent = false,
        NewLineHandling = NewLineHandling.None,
    };

    /// <exception cref="InvalidFieldException">The input isn't one of the four: an empty Input may be the whole bucket.</exception>
    public static byte[] Write(CreateJobRequest request)
    {
        JobInput input = request.Input.CheckKnown();
        using var stream = new MemoryStream(512);
        using (XmlWriter writer = XmlWriter.Create(stream, Settings))
        {
            writer.WriteStartElement("Request");
            writer.WriteElementString("Name", request.Name);
            writer.WriteElementString("Type", request.Type);
            writer.WriteStartElement("Input");
            WriteGiven(writer, "Manifest", input.Manifest);
            WriteGiven(writer, "UrlFile", input.UrlFile);
            WriteGiven(writer, "Prefix", input.Prefix);
            WriteGiven(writer, "Object", input.Object);
            writer.WriteEndElement();
            writer.WriteStartElement("Operation");
            if (request.TimeInterval is { } interval)
            {
                writer.WriteStartElement("TimeInterval");
                WriteGiven(writer, "Start", interval.Start is { } start ? ServiceTime.Format(start) : null);
                WriteGiven(writer, "End", interval.End is { } end ? ServiceTime.Format(end) : null);
                writer.WriteEndElement();
            }

            if (request.Operation is { } operation)
            {
                Write(writer, operation);
            }
            else
            {
                writer.WriteElementString("WorkflowIds", request.WorkflowId);
            }

            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void Write(XmlWriter writer, MediaOperation operation)
    {
        string parent = "";
        foreach (OperationField field in operation.Fields.Where(static field => field.IsGiven))
        {
            if (field.Parent != parent && parent.Length > 0)
            {
                writer.WriteEndElement();
            }

            if (field.Parent != parent && field.Parent.Length > 0)
            {
                writer.WriteStartElement(field.Parent);
            }

            parent = field.Parent;
            WriteGiven(writer, field.Name, field.Text);
            field.Node?.WriteTo(writer);
        }
    }

    private static void WriteGiven(XmlWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteElementString(name, value);
        }
    }
}
