using System;
using System.Collections.Generic;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;WorkflowExecutionList&gt;</c> or a <c>&lt;WorkflowExecution&gt;</c>, which has the tasks too.</summary>
internal static class ExecutionReader
{
    public static WorkflowExecution Read(XmlReader xml)
    {
        var run = new WorkflowExecution();
        List<ExecutionTask>? tasks = null;
        if (!AnswerXml.Enter(xml))
        {
            return run;
        }

        while (AnswerXml.NextChild(xml))
        {
            switch (xml.LocalName)
            {
                case "RunId": run.RunId = AnswerXml.Word(xml); break;
                case "WorkflowId": run.WorkflowId = AnswerXml.Word(xml); break;
                case "WorkflowName" or "Name": run.WorkflowName = AnswerXml.Text(xml); break;
                case "State":
                    run.StateText = AnswerXml.Word(xml);
                    run.State = StateOf(run.StateText);
                    break;
                case "CreateTime" or "CreationTime": run.CreateTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                case "Object": run.Object = KeyOf(AnswerXml.Text(xml)); break;
                case "Topology": run.Topology = TopologyReader.Read(xml); break;
                case "Tasks": (tasks ??= []).Add(ReadTask(xml)); break;
                default: AnswerXml.Skip(xml); break;
            }
        }

        run.Tasks = tasks;
        return run;
    }

    /// <summary>Reads the answer of one run.</summary>
    /// <exception cref="XmlException">It isn't XML, is cut off, or holds no WorkflowExecution with a RunId.</exception>
    public static WorkflowExecution ReadOne(byte[] body, int length, string requestId)
    {
        WorkflowExecution? run = null;
        Page<WorkflowExecution> page = ListReader.Read(body, length, requestId, "WorkflowExecution", Read, static (item, id) => item.RequestId = id);
        if (page.Items.Count > 0)
        {
            run = page.Items[0];
        }

        if (run is not { RunId.Length: > 0 })
        {
            throw new XmlException(Messages.NoRunInAnswer);
        }

        run.Tasks ??= [];
        return run;
    }

    private static ExecutionTask ReadTask(XmlReader xml)
    {
        var task = new ExecutionTask();
        if (!AnswerXml.Enter(xml))
        {
            return task;
        }

        while (AnswerXml.NextChild(xml))
        {
            switch (xml.LocalName)
            {
                case "Name": task.Name = AnswerXml.Word(xml); break;
                case "Type": task.Type = AnswerXml.Word(xml); break;
                case "State":
                    task.StateText = AnswerXml.Word(xml);
                    task.State = StateOf(task.StateText);
                    break;
                case "Code": task.Code = AnswerXml.Word(xml); break;
                case "Message": task.Message = AnswerXml.Text(xml); break;
                case "JobId": task.JobId = AnswerXml.Word(xml); break;
                case "CreateTime" or "CreationTime": task.CreateTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                case "StartTime": task.StartTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                case "EndTime": task.EndTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                default: AnswerXml.Skip(xml); break;
            }
        }

        return task;
    }

    // The docs show a key in one place and a URL of the bucket in another (436/80046, 460/45949): what follows needs the key.
    private static string KeyOf(string text) =>
        text.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url.Host.IndexOf(".cos.", StringComparison.OrdinalIgnoreCase) > 0
            ? Uri.UnescapeDataString(text.Substring(text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3) is > 0 and var slash ? slash + 1 : text.Length))
            : text;

    private static ExecutionState StateOf(string word) => word switch
    {
        "Submitted" => ExecutionState.Submitted,
        "Running" => ExecutionState.Running,
        "Success" => ExecutionState.Success,
        "Failed" => ExecutionState.Failed,
        "Pause" => ExecutionState.Pause,
        "Cancel" => ExecutionState.Cancel,
        _ => ExecutionState.Unknown,
    };
}
