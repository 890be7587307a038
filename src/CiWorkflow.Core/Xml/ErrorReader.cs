using System.Xml;

namespace CiWorkflow.Xml;

/// <summary>What an error body tells; empty where it tells nothing.</summary>
internal sealed class ErrorBody
{
    public string Code { get; set; } = "";

    public string Message { get; set; } = "";

    public string Resource { get; set; } = "";

    public string RequestId { get; set; } = "";

    public string TraceId { get; set; } = "";
}

/// <summary>Reads <c>&lt;Error&gt;</c>: Code, Message, Resource, RequestId, TraceId.</summary>
internal static class ErrorReader
{
    /// <summary>
    /// Reads an error body. One that is cut off gives what stood before the cut; null for one that is empty, isn't XML,
    /// or is another document (a proxy's page).
    /// </summary>
    public static ErrorBody? Read(byte[] body, int length)
    {
        ErrorBody? error = null;
        try
        {
            using XmlReader xml = AnswerXml.OpenAtRoot(body, length);
            if (xml.LocalName == "Error")
            {
                error = new ErrorBody();
                Fill(error, xml);
            }
        }
        catch (XmlException)
        {
            // What was read counts: the status has told already that the call failed.
        }

        return error;
    }

    private static void Fill(ErrorBody error, XmlReader xml)
    {
        if (!AnswerXml.Enter(xml))
        {
            return;
        }

        while (AnswerXml.NextChild(xml))
        {
            switch (xml.LocalName)
            {
                case "Code": error.Code = AnswerXml.Word(xml); break;
                case "Message": error.Message = AnswerXml.Text(xml); break;
                case "Resource": error.Resource = AnswerXml.Text(xml); break;
                case "RequestId": error.RequestId = AnswerXml.Word(xml); break;
                case "TraceId": error.TraceId = AnswerXml.Word(xml); break;
                default: AnswerXml.Skip(xml); break;
            }
        }
    }
}
