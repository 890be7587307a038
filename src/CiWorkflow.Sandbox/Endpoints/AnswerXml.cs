using System;
using System.Globalization;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The answers, node by node as the page and the docs have them.</summary>
internal static class AnswerXml
{
    public static XElement Response(string requestId, params object?[] content) =>
        new("Response", new XElement("RequestId", requestId), content);

    public static XElement Error(ServiceErrorException error, ServiceCall call) =>
        new(
            "Error",
            new XElement("Code", error.Code),
            new XElement("Message", error.Message),
            new XElement("Resource", call.Request.Header("Host") + call.Request.Path),
            new XElement("RequestId", call.RequestId),
            new XElement("TraceId", call.RequestId + "T"));

    public static XElement Job(SandboxJob job, DateTimeOffset now)
    {
        string state = job.StateAt(now);
        bool failed = state == "Failed";
        JobOrder order = job.Order;
        XElement? interval = order.StartText is null && order.EndText is null
            ? null
            : new XElement("TimeInterval", Given("Start", order.StartText), Given("End", order.EndText));
        return new XElement(
            "JobsDetail",
            new XElement("Code", failed ? "NoSuchKey" : "Success"),
            new XElement("Message", failed ? job.Failure : null),
            new XElement("Type", order.Type),
            new XElement("Name", order.Name),
            new XElement("JobId", job.JobId),
            new XElement("State", state),
            new XElement("CreationTime", Time(job.Created)),
            new XElement("StartTime", Time(job.StartedBy(now))),
            new XElement("EndTime", Time(job.EndedBy(now))),
            new XElement("Input", new XElement(order.InputKind, order.InputKey)),
            new XElement("Operation", interval, new XElement("WorkflowIds", order.WorkflowId)));
    }

    public static XElement Execution(string node, SandboxExecution run, DateTimeOffset now) =>
        new(
            node,
            new XElement("RunId", run.RunId),
            new XElement("WorkflowId", run.Job.Order.WorkflowId),
            new XElement("State", run.StateAt(now)),
            new XElement("CreateTime", ColonTime(run.Created)),
            new XElement("Object", run.Object.Key));

    /// <summary>One run with its topology and its tasks.</summary>
    public static XElement ExecutionDetail(SandboxExecution run, SandboxWorkflow workflow, DateTimeOffset now)
    {
        string state = run.StateAt(now);
        XElement detail = Execution("WorkflowExecution", run, now);
        detail.Add(new XElement("Name", workflow.Name), Topology(), Task("Transcode", SandboxWorkflow.Transcode, state));
        if (state != "Failed")
        {
            detail.Add(Task("Snapshot", SandboxWorkflow.Snapshot, state == "Running" ? "Submitted" : state));
        }

        return detail;

        XElement Task(string type, string name, string taskState) => new(
            "Tasks",
            new XElement("Type", type),
            new XElement("CreateTime", ColonTime(run.Created)),
            new XElement("StartTime", ColonTime(run.Created)),
            new XElement("EndTime", taskState is "Success" or "Failed" ? ColonTime(run.Ends) : "-"),
            new XElement("State", taskState),
            new XElement("JobId", "j" + run.RunId[1..]),
            new XElement("Name", name),
            new XElement("Code", taskState == "Failed" ? "MediaFormatError" : "Success"),
            new XElement("Message", taskState == "Failed" ? "The media file is damaged: moov atom not found." : null));
    }

    public static XElement Workflow(SandboxWorkflow workflow, string bucket) =>
        new(
            "MediaWorkflowList",
            new XElement("Name", workflow.Name),
            new XElement("WorkflowId", workflow.WorkflowId),
            new XElement("State", workflow.State),
            new XElement("CreateTime", ColonTime(workflow.Created)),
            new XElement("UpdateTime", ColonTime(workflow.Created)),
            new XElement("BucketId", bucket),
            Topology());

    /// <summary>A time of a workflow or an execution: the offset with a colon.</summary>
    public static string ColonTime(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static XElement Topology() =>
        new(
            "Topology",
            new XElement("Dependencies", new XElement("Start", SandboxWorkflow.Transcode), new XElement(SandboxWorkflow.Transcode, SandboxWorkflow.Snapshot), new XElement(SandboxWorkflow.Snapshot, "End")),
            new XElement(
                "Nodes",
                new XElement("Start", new XElement("Type", "Start"), new XElement("Input", new XElement("ObjectPrefix"))),
                new XElement(SandboxWorkflow.Transcode, new XElement("Type", "Transcode"), new XElement("Operation", new XElement("TemplateId", "t04e1ab86554984f1aa17c062fbf6c007c"))),
                new XElement(SandboxWorkflow.Snapshot, new XElement("Type", "Snapshot"), new XElement("Operation", new XElement("TemplateId", "t07740e32081b44ad7a0aea03adcffd54a")))));

    /// <summary>A time of a job: the offset without a colon, <c>-</c> for one that has not come.</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } value ? value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture).Remove(22, 1) : "-";

    private static XElement? Given(string name, string? value) => value is null ? null : new XElement(name, value);
}
