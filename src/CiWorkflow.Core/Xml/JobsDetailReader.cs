using System;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;JobsDetail&gt;</c>, its nodes in any order.</summary>
internal static class JobsDetailReader
{
    public static JobsDetail Read(AnswerReader xml)
    {
        bool hasInput = false;
        bool hasOperation = false;
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
                "Input" when !hasInput && (hasInput = true) => job with { Input = ReadInput(xml) },
                "Input" => job with { Input = job.Input with { Unread = job.Input.Unread + xml.Copy() } },
                "Operation" when !hasOperation && (hasOperation = true) => job with { Operation = OperationReader.Read(xml) },

                // Which of the two counts isn't known, nor so what limits the job.
                "Operation" => job with { Operation = job.Operation with { TimeInterval = new CiTimeInterval { UnreadStart = name } } },
                _ => job,
            },
            static (job, unrecognized) => job with { Unrecognized = unrecognized });

        // Both stand in the Operation on the page, and in the job itself in the Go SDK.
        return read with
        {
            Tag = read.Tag.Length > 0 ? read.Tag : read.Operation.Tag,
            QueueId = read.QueueId.Length > 0 ? read.QueueId : read.Operation.QueueId,
            Unrecognized = read.Input.Unread.Length > 0 ? read.Unrecognized + "<Input>" + read.Input.Unread + "</Input>" : read.Unrecognized,
        };
    }

    // A node that comes again isn't understood.
    private static JobInput ReadInput(AnswerReader xml) => xml.Children(
        new JobInput(),
        (input, name) => name switch
        {
            "Manifest" when input.Manifest is null => Read(xml, input, name, static (of, key) => of with { Manifest = key }),
            "UrlFile" when input.UrlFile is null => Read(xml, input, name, static (of, key) => of with { UrlFile = key }),
            "Prefix" when input.Prefix is null => Read(xml, input, name, static (of, key) => of with { Prefix = key }),
            "Object" when input.Object is null => Read(xml, input, name, static (of, key) => of with { Object = key }),
            _ => input,
        },
        static (input, unread) => input with { Unread = input.Unread + unread });

    // Text with elements beside it isn't the key: a Prefix of nothing but an element would be an empty one.
    private static JobInput Read(AnswerReader xml, JobInput input, string name, Func<JobInput, string, JobInput> set)
    {
        string key = xml.Text(out bool hasElements);
        return hasElements ? set(input, key) with { Unread = input.Unread + "<" + name + ">" + key + "…</" + name + ">" } : set(input, key);
    }
}
