using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads an <c>&lt;Operation&gt;</c> of a job: of Type Workflow (page) or of Type Job (460/80155), and its XML.</summary>
internal static class OperationReader
{
    public static JobOperation Read(AnswerReader xml)
    {
        var ids = new List<string>();
        JobOperation operation = xml.Copy(() => Read(xml, ids), out string text);
        return operation with { WorkflowIds = string.Join(",", ids), Xml = text };
    }

    private static JobOperation Read(AnswerReader xml, List<string> workflowIds)
    {
        var callBack = new JobCallBack();
        JobOperation read = xml.Children(
            new JobOperation(),
            (operation, name) =>
            {
                switch (name)
                {
                    case "TimeInterval": return operation with { TimeInterval = ReadInterval(xml, operation.TimeInterval) };
                    case "Tag": return operation with { Tag = xml.Word() };
                    case "JobParam": return ReadParameters(xml, operation);
                    case "Output": return operation with { Output = ReadOutput(xml) };
                    case "QueueId": return operation with { QueueId = xml.Word() };
                    case "QueueType": return operation with { QueueType = xml.Word() };
                    case "FreeTranscode": return operation with { FreeTranscode = xml.Word() };
                    case "UserData": return operation with { UserData = xml.Text() };
                    case "JobLevel": return operation with { JobLevel = xml.Number() is { } level and < 100 ? (int)level : null };
                    case "WorkflowIds" when xml.Word() is { Length: > 0 } id: workflowIds.Add(id); break;
                    case "CallBack": callBack = callBack with { CallBack = xml.Text() }; break;
                    case "CallBackFormat": callBack = callBack with { CallBackFormat = xml.Word() }; break;
                    case "CallBackType": callBack = callBack with { CallBackType = xml.Word() }; break;
                    case "CallBackMqConfig": callBack = ReadMessageQueue(xml, callBack); break;
                    case "CallBackKafkaConfig": callBack = ReadKafka(xml, callBack); break;
                }

                return operation;
            });
        return read with { CallBack = callBack == new JobCallBack() ? null : callBack };
    }

    // A node that has another name or comes again may be the end that seems to be open.
    private static CiTimeInterval? ReadInterval(AnswerReader xml, CiTimeInterval? before)
    {
        CiTimeInterval read = xml.Children(
            before ?? new CiTimeInterval(),
            (interval, name) => name switch
            {
                "Start" when interval is { Start: null, UnreadStart: null } =>
                    interval with { Start = xml.Time(out string? unread), UnreadStart = unread },
                "End" when interval is { End: null, UnreadEnd: null } =>
                    interval with { End = xml.Time(out string? unread), UnreadEnd = unread },
                _ when xml.AllText() is { Length: > 0 } text && interval.UnreadStart is null =>
                    interval with { Start = null, UnreadStart = Shown(interval.Start) + name + "=" + text },
                _ => interval,
            });
        return read == new CiTimeInterval() ? null : read;

        static string Shown(DateTimeOffset? start) => start is { } time ? ServiceTime.Format(time) + ", " : "";
    }

    private static JobOperation ReadParameters(AnswerReader xml, JobOperation start)
    {
        JobOperation read = xml.Copy(
            () => xml.Children(start, (operation, name) => name == "TemplateId" ? operation with { TemplateId = xml.Word() } : operation),
            out string text);
        return read with { JobParam = text };
    }

    private static JobOutput ReadOutput(AnswerReader xml)
    {
        JobOutput read = xml.Copy(
            () => xml.Children(
                new JobOutput(),
                (output, name) => name switch
                {
                    "Region" => output with { Region = xml.Word() },
                    "Bucket" => output with { Bucket = xml.Word() },
                    "Object" => output with { Object = xml.Text() },
                    _ => output,
                }),
            out string text);
        return read with { Xml = text };
    }

    private static JobCallBack ReadMessageQueue(AnswerReader xml, JobCallBack start) => xml.Children(
        start,
        (callBack, name) => name switch
        {
            "MqRegion" => callBack with { MqRegion = xml.Word() },
            "MqMode" => callBack with { MqMode = xml.Word() },
            "MqName" => callBack with { MqName = xml.Text() },
            _ => callBack,
        });

    private static JobCallBack ReadKafka(AnswerReader xml, JobCallBack start) => xml.Children(
        start,
        (callBack, name) => name switch
        {
            "Region" => callBack with { KafkaRegion = xml.Word() },
            "InstanceId" => callBack with { KafkaInstanceId = xml.Word() },
            "Topic" => callBack with { KafkaTopic = xml.Text() },
            _ => callBack,
        });
}
