using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;JobsDetail&gt;</c>, its nodes in any order.</summary>
internal static class JobsDetailReader
{
    public static JobsDetail Read(AnswerReader xml)
    {
        JobsDetail read = xml.Children(
            new JobsDetail(),
            (job, name) => name switch
            {
                "Code" => job with { Code = xml.Word() },
                "Message" => job with { Message = xml.Text() },
                "Type" => job with { Type = xml.Word() },
                "Name" => job with { Name = xml.Text() },
                "JobId" => job with { JobId = xml.Word() },
                "State" => job with { StateText = xml.Word() },
                "Tag" => job with { Tag = xml.Word() },
                "QueueId" => job with { QueueId = xml.Word() },
                "CreationTime" or "CreateTime" => job with { CreationTime = xml.Time() },
                "StartTime" => job with { StartTime = xml.Time() },
                "EndTime" => job with { EndTime = xml.Time() },
                "Progress" => job with { Progress = xml.Number() is { } percent and <= 100 ? (int)percent : null },
                "Input" => job with { Input = ReadInput(xml) },
                "Operation" => job with { Operation = OperationReader.Read(xml) },
                _ => job,
            },
            static (job, unrecognized) => job with { Unrecognized = unrecognized });

        // Both stand in the Operation on the page, and in the job itself in the Go SDK.
        return read with
        {
            Tag = read.Tag.Length > 0 ? read.Tag : read.Operation.Tag,
            QueueId = read.QueueId.Length > 0 ? read.QueueId : read.Operation.QueueId,
        };
    }

    private static JobInput ReadInput(AnswerReader xml) => xml.Children(
        new JobInput(),
        (input, name) => name switch
        {
            "Manifest" => input with { Manifest = xml.Text() },
            "UrlFile" => input with { UrlFile = xml.Text() },
            "Prefix" => input with { Prefix = xml.Text() },
            "Object" => input with { Object = xml.Text() },
            _ => input,
        });
}
