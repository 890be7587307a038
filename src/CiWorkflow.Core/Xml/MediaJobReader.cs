using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;JobsDetail&gt;</c> of a media job.</summary>
internal static class MediaJobReader
{
    public static MediaJob Read(AnswerReader xml)
    {
        var outputs = new List<string>();
        string output = "";
        MediaJob read = xml.Children(
            new MediaJob(),
            (job, name) => name switch
            {
                "JobId" => job with { MediaJobId = xml.Word() },
                "Tag" => job with { Tag = xml.Word() },
                "State" => job with { StateText = xml.Word() },
                "Code" => job with { Code = xml.Word() },
                "Message" => job with { Message = xml.Text() },
                "Progress" => job with { Progress = xml.Number() is { } percent and <= 100 ? (int)percent : null },
                "QueueId" => job with { QueueId = xml.Word() },
                "CreationTime" or "CreateTime" => job with { CreationTime = xml.Time() },
                "StartTime" => job with { StartTime = xml.Time() },
                "EndTime" => job with { EndTime = xml.Time() },
                "Input" => xml.Children(job, (outer, part) => part == "Object" ? outer with { Object = xml.Text() } : outer),
                "Operation" => ReadOperation(xml, job, outputs, out output),
                _ => job,
            },
            static (job, unrecognized) => job with { Unrecognized = unrecognized });

        // Where the service doesn't list what was made, a job that succeeded made what its Output names.
        bool isNamedOnly = outputs.Count == 0 && output.Length > 0 && read.State == ExecutionState.Success;
        return read with { Outputs = isNamedOnly ? [output] : outputs };
    }

    private static MediaJob ReadOperation(AnswerReader xml, MediaJob job, List<string> outputs, out string output)
    {
        string named = "";
        xml.Copy(
            () => xml.Children(job, (outer, part) => part switch
            {
                "MediaResult" => ReadResult(xml, outer, outputs),
                "Output" => xml.Children(outer, (inner, name) =>
                {
                    named = name == "Object" ? xml.Text() : named;
                    return inner;
                }),
                _ => outer,
            }),
            out string text);
        output = named;
        return job with { Operation = text };
    }

    // An OutputFile has one ObjectName, or several where a task makes many (Snapshot).
    private static MediaJob ReadResult(AnswerReader xml, MediaJob job, List<string> outputs) => xml.Children(
        job,
        (outer, part) => part is "OutputFile" or "SpriteOutputFile"
            ? xml.Children(outer, (inner, name) =>
            {
                if (name == "ObjectName" && xml.Text() is { Length: > 0 } key)
                {
                    outputs.Add(key);
                }

                return inner;
            })
            : outer);
}
