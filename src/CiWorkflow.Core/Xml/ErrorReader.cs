using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads <c>&lt;Error&gt;</c>: Code, Message, Resource, RequestId, TraceId.</summary>
internal static class ErrorReader
{
    /// <summary>
    /// Reads an error body. Of one that is cut off, what stood before the cut; null for one that is empty, isn't XML,
    /// or is another document (a proxy's page).
    /// </summary>
    public static ErrorDocument? Read(byte[] body, int length)
    {
        ErrorDocument? error = null;
        try
        {
            using AnswerReader xml = AnswerReader.Open(body, length);
            xml.RequireRoot("Error");
            error = new ErrorDocument();
            xml.Children(error, (_, name) => error = name switch
            {
                "Code" => error with { Code = xml.Word() },
                "Message" => error with { Message = xml.Text() },
                "Resource" => error with { Resource = xml.Text() },
                "RequestId" => error with { RequestId = xml.Word() },
                "TraceId" => error with { TraceId = xml.Word() },
                _ => error,
            });
        }
        catch (XmlException)
        {
            // What was read before the fault counts: that the call failed is known from its status.
        }

        return error;
    }
}
