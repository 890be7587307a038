using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;Tasks&gt;</c> of an execution: what one node of the workflow did and made.</summary>
internal static class TaskReader
{
    public static ExecutionTask Read(AnswerReader xml)
    {
        var files = new List<TaskFileInfo>();
        ExecutionTask read = xml.Children(
            new ExecutionTask(),
            (task, name) =>
            {
                switch (name)
                {
                    case "Name": return task with { Name = xml.Word() };
                    case "Type": return task with { Type = xml.Word() };
                    case "State": return task with { StateText = xml.Word() };
                    case "Code": return task with { Code = xml.Word() };
                    case "Message": return task with { Message = xml.Text() };
                    case "JobId": return task with { JobId = xml.Word() };
                    case "CreateTime" or "CreationTime": return task with { CreateTime = xml.Time() };
                    case "StartTime": return task with { StartTime = xml.Time() };
                    case "EndTime": return task with { EndTime = xml.Time() };
                    case "ResultInfo": return task with { ResultInfo = ReadResult(xml) };
                    case "JudgementInfo": return task with { JudgementInfo = ReadJudgement(xml) };
                    case "FileInfo": files.Add(ReadFile(xml)); break;
                }

                return task;
            },
            static (task, unrecognized) => task with { Unrecognized = unrecognized });
        return read with { FileInfo = files };
    }

    private static TaskResultInfo ReadResult(AnswerReader xml)
    {
        var objects = new List<TaskObjectInfo>();
        var sprites = new List<TaskObjectInfo>();
        TaskResultInfo read = xml.Children(
            new TaskResultInfo(),
            (result, name) =>
            {
                switch (name)
                {
                    case "ObjectCount": return result with { ObjectCount = xml.Number() };
                    case "SpriteObjectCount": return result with { SpriteObjectCount = xml.Number() };
                    case "ObjectInfo": objects.Add(ReadObject(xml)); break;
                    case "SpriteObjectInfo": sprites.Add(ReadObject(xml)); break;
                }

                return result;
            },
            static (result, unrecognized) => result with { Unrecognized = unrecognized });
        return read with { ObjectInfo = objects, SpriteObjectInfo = sprites };
    }

    private static TaskObjectInfo ReadObject(AnswerReader xml) => xml.Children(
        new TaskObjectInfo(),
        (made, name) => name switch
        {
            "ObjectName" => made with { ObjectName = xml.Text() },
            "ObjectUrl" => made with { ObjectUrl = xml.Text() },
            "InputObjectName" => made with { InputObjectName = xml.Text() },
            "Code" => made with { Code = xml.Word() },
            "Message" => made with { Message = xml.Text() },
            _ => made,
        },
        static (made, unrecognized) => made with { Unrecognized = unrecognized });

    private static TaskJudgementInfo ReadJudgement(AnswerReader xml)
    {
        var results = new List<TaskJudgementResult>();
        TaskJudgementInfo read = xml.Children(
            new TaskJudgementInfo(),
            (judgement, name) =>
            {
                switch (name)
                {
                    case "ObjectCount": return judgement with { ObjectCount = xml.Number() };
                    case "JudgementResult": results.Add(ReadJudgementResult(xml)); break;
                }

                return judgement;
            },
            static (judgement, unrecognized) => judgement with { Unrecognized = unrecognized });
        return read with { JudgementResult = results };
    }

    private static TaskJudgementResult ReadJudgementResult(AnswerReader xml) => xml.Children(
        new TaskJudgementResult(),
        (result, name) => name switch
        {
            "ObjectName" => result with { ObjectName = xml.Text() },
            "ObjectUrl" => result with { ObjectUrl = xml.Text() },
            "State" => result with { State = xml.Word() },
            "InputObjectInfo" => result with { InputObjectInfo = xml.Copy() },
            _ => result,
        },
        static (result, unrecognized) => result with { Unrecognized = unrecognized });

    private static TaskFileInfo ReadFile(AnswerReader xml)
    {
        var file = new TaskFileInfo();
        file = xml.Copy(
            () => xml.Children(file, (outer, part) => part == "BasicInfo" ? ReadBasicInfo(xml, outer) : outer),
            out string text);
        return file with { Xml = text };
    }

    private static TaskFileInfo ReadBasicInfo(AnswerReader xml, TaskFileInfo start) => xml.Children(
        start,
        (file, name) => name switch
        {
            "Object" => file with { Object = xml.Text() },
            "Size" => file with { Size = xml.Number() },
            "ContentType" => file with { ContentType = xml.Word() },
            "ETag" => file with { ETag = xml.Word() },
            "LastModified" => file with { LastModified = xml.Time() },
            _ => file,
        });
}
