using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;JobsDetail&gt;</c>, its nodes in any order.</summary>
internal static class JobsDetailReader
{
    public static JobsDetail Read(AnswerReader xml) => xml.Children(
        new JobsDetail(),
        (job, name) => name switch
        {
            "Code" => job with { Code = xml.Word() },
            "Message" => job with { Message = xml.Text() },
            "Type" => job with { Type = xml.Word() },
            "Name" => job with { Name = xml.Text() },
            "JobId" => job with { JobId = xml.Word() },
            "State" => job with { StateText = xml.Word() },
            "CreationTime" => job with { CreationTime = xml.Time() },
            "StartTime" => job with { StartTime = xml.Time() },
            "EndTime" => job with { EndTime = xml.Time() },
            "Progress" => job with { Progress = xml.Number() is { } percent and <= 100 ? (int)percent : null },
            "Input" => job with { Input = ReadInput(xml) },
            "Operation" => job with { Operation = ReadOperation(xml) },
            _ => job,
        },
        static (job, unrecognized) => job with { Unrecognized = unrecognized });

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

    private static JobOperation ReadOperation(AnswerReader xml)
    {
        var ids = new List<string>();
        JobOperation operation = xml.Copy(() => ReadOperation(xml, ids), out string text);
        return operation with { WorkflowIds = string.Join(",", ids), Xml = text };
    }

    private static JobOperation ReadOperation(AnswerReader xml, List<string> workflowIds) => xml.Children(
        new JobOperation(),
        (operation, name) =>
        {
            switch (name)
            {
                case "TimeInterval": return operation with { TimeInterval = ReadInterval(xml) };
                case "WorkflowIds" when xml.Word() is { Length: > 0 } id: workflowIds.Add(id); break;
            }

            return operation;
        });

    private static CiTimeInterval? ReadInterval(AnswerReader xml)
    {
        CiTimeInterval interval = xml.Children(
            new CiTimeInterval(),
            (made, name) => name switch
            {
                "Start" => made with { Start = xml.Time() },
                "End" => made with { End = xml.Time() },
                _ => made,
            });
        return interval is { Start: null, End: null } ? null : interval;
    }
}
