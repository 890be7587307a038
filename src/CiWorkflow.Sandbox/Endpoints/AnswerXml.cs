using System;
using System.Globalization;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The answers, node by node as the page and the docs have them.</summary>
internal static class AnswerXml
{
    public const string DamagedMessage = "The media file is damaged: moov atom not found.";

    public static XElement Response(ServiceCall call, params object?[] content) =>
        new("Response", new XElement("RequestId", call.RequestId), content, Unknown(call));

    /// <summary>Where the next page begins; empty or absent on the last one.</summary>
    public static XElement? NextToken(ServiceCall call, string? token) =>
        token is null && call.Has(ServiceVariant.NextTokenAbsent) ? null : new XElement("NextToken", token);

    /// <summary>
    /// An error document. The ci host leaves Resource out; for a wrong signature the headers that were signed stand in it.
    /// </summary>
    public static XElement Error(ServiceErrorException error, ServiceCall call) =>
        new(
            "Error",
            new XElement("Code", error.Code),
            new XElement("Message", error.Message),
            error.StringToSign is null ? null : new XElement("StringToSign", error.StringToSign),
            error.FormatString is null ? null : new XElement("FormatString", error.FormatString),
            call.Host is { IsObjectStore: true } ? new XElement("Resource", call.Request.Header("Host") + call.Request.Path) : null,
            new XElement("RequestId", call.RequestId),
            new XElement("TraceId", call.RequestId + "T"));

    public static XElement Job(ServiceCall call, SandboxJob job)
    {
        DateTimeOffset now = call.Now;
        string state = job.StateAt(now);
        bool failed = state == "Failed";
        JobOrder order = job.Order;
        string? start = order.StartText;
        string? end = order.EndText;
        if (call.Has(ServiceVariant.IntervalFilledIn))
        {
            start ??= "1970-01-01T08:00:00+0800";
            end ??= Time(job.Created);
        }

        bool asUrl = call.Has(ServiceVariant.InputAsUrl) && order.InputKind != "Prefix";
        return new XElement(
            "JobsDetail",
            new XElement("Code", failed ? "NoSuchKey" : "Success"),
            new XElement("Message", failed ? job.Failure : null),
            new XElement("Type", order.Type),
            new XElement("Name", order.Name),
            new XElement("JobId", job.JobId),
            new XElement("State", state),
            new XElement("CreationTime", JobTime(call, job.Created)),
            new XElement("StartTime", JobTime(call, job.StartedBy(now))),
            new XElement("EndTime", JobTime(call, job.EndedBy(now))),
            new XElement("Input", new XElement(order.InputKind, asUrl
                ? call.Bucket.UrlOf(call.Bucket.KeyOf(order.InputKey))
                : order.InputKey)),
            new XElement(
                "Operation",
                start is null && end is null ? null : new XElement("TimeInterval", Given("Start", start), Given("End", end)),
                order.WorkflowId.Length == 0 ? null : new XElement("WorkflowIds", order.WorkflowId),
                order.OtherOperation,
                order.Type == "Job" && order.Operation("QueueId").Length == 0 && call.Has(ServiceVariant.BatchQueueShown)
                    ? new XElement("QueueId", MediaJobEndpoints.QueueOf(order, call.Bucket))
                    : null),
            Unknown(call));
    }

    public static XElement Execution(string node, SandboxExecution run, ServiceCall call) =>
        new(
            node,
            new XElement("RunId", run.RunId),
            new XElement("WorkflowId", run.WorkflowId),
            new XElement("State", run.StateAt(call.Now)),
            new XElement(call.Has(ServiceVariant.ExecutionCreationTime) ? "CreationTime" : "CreateTime", ExecutionTime(call, run.Created)),
            new XElement("Object", call.Has(ServiceVariant.ExecutionObjectAsUrl) ? call.Bucket.UrlOf(run.Object.Key) : run.Object.Key),
            Unknown(call));

    /// <summary>One run with its topology, its tasks, and what they made.</summary>
    public static XElement ExecutionDetail(SandboxExecution run, SandboxWorkflow? workflow, ServiceCall call)
    {
        string state = run.StateAt(call.Now);
        XElement detail = Execution("WorkflowExecution", run, call);
        detail.Add(new XElement("WorkflowName", workflow?.Name), Topology(workflow));
        detail.Add(Task("Transcode", SandboxWorkflow.Transcode, state, "mp4"));
        if (state != "Failed")
        {
            detail.Add(Task("Snapshot", SandboxWorkflow.Snapshot, state == "Running" ? "Submitted" : state, "jpg"));
        }

        return detail;

        XElement Task(string type, string name, string taskState, string extension)
        {
            string output = $"{type.ToLowerInvariant()}/{run.RunId}.{extension}";
            bool hasEnded = taskState is "Success" or "Failed";
            string code = taskState == "Failed" ? "MediaFormatError" : "Success";
            string? message = taskState == "Failed" ? DamagedMessage : null;
            return new XElement(
                "Tasks",
                new XElement("Type", type),
                new XElement("CreateTime", ExecutionTime(call, run.Created)),
                new XElement("StartTime", ExecutionTime(call, run.Created)),
                new XElement("EndTime", hasEnded ? ExecutionTime(call, run.Ends) : "-"),
                new XElement("State", taskState),
                new XElement("JobId", "j" + run.RunId[1..]),
                new XElement("Name", name),
                new XElement("Code", code),
                new XElement("Message", message),
                !hasEnded ? null : new XElement(
                    "ResultInfo",
                    new XElement("ObjectCount", 1),
                    new XElement("SpriteObjectCount", 0),
                    new XElement(
                        "ObjectInfo",
                        new XElement("ObjectName", taskState == "Success" ? output : null),
                        new XElement("ObjectUrl", taskState == "Success" ? call.Bucket.UrlOf(output) : null),
                        new XElement("InputObjectName", run.Object.Key),
                        new XElement("Code", code),
                        new XElement("Message", message))),
                taskState != "Success" ? null : new XElement(
                    "FileInfo",
                    new XElement(
                        "BasicInfo",
                        new XElement("Bucket", call.Bucket.Name),
                        new XElement("Region", call.Bucket.Region),
                        new XElement("Object", output),
                        new XElement("Size", run.Object.Size / 2),
                        new XElement("ContentType", extension == "mp4" ? "video/mp4" : "image/jpeg"))),
                taskState != "Success" ? null : new XElement(
                    "JudgementInfo",
                    new XElement("ObjectCount", 1),
                    new XElement(
                        "JudgementResult",
                        new XElement("ObjectName", output),
                        new XElement("ObjectUrl", call.Bucket.UrlOf(output)),
                        new XElement("State", "Success"),
                        new XElement("InputObjectInfo", new XElement("Size", run.Object.Size)))));
        }
    }

    public static XElement Workflow(string node, SandboxWorkflow workflow, ServiceCall call) =>
        new(
            node,
            new XElement("Name", workflow.Name),
            new XElement("WorkflowId", workflow.WorkflowId),
            new XElement("State", workflow.StateAt(call.Now)),
            new XElement("CreateTime", ColonTime(workflow.Created)),
            new XElement("UpdateTime", ColonTime(workflow.Updated)),
            new XElement("BucketId", call.Bucket.Name),
            Topology(workflow),
            Unknown(call));

    /// <summary>A time of a workflow or an execution: the offset with a colon.</summary>
    public static string ColonTime(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string JobTime(ServiceCall call, DateTimeOffset? time) =>
        time is not { } value ? "-"
        : call.Has(ServiceVariant.TimesInUtc) ? UtcTime(value)
        : call.Has(ServiceVariant.JobTimesWithColon) ? ColonTime(value)
        : Time(value);

    private static string UtcTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string ExecutionTime(ServiceCall call, DateTimeOffset time)
    {
        string text = call.Has(ServiceVariant.TimesInUtc) ? UtcTime(time)
            : call.Has(ServiceVariant.ExecutionTimesWithoutColon) ? Time(time)
            : ColonTime(time);
        return call.Has(ServiceVariant.ExecutionTimesWithSpace) ? text.Replace('T', ' ') : text;
    }

    private static XElement? Unknown(ServiceCall call) =>
        call.Has(ServiceVariant.UnknownNodes) ? new XElement("Later", new XElement("Added", "1"), new XElement("Added")) : null;

    private static XElement Topology(SandboxWorkflow? workflow) =>
        workflow?.Topology is { } own ? new XElement(own) : new XElement(
            "Topology",
            new XElement(
                "Dependencies",
                new XElement("Start", SandboxWorkflow.Transcode),
                new XElement(SandboxWorkflow.Transcode, SandboxWorkflow.Snapshot),
                new XElement(SandboxWorkflow.Snapshot, "End")),
            new XElement(
                "Nodes",
                new XElement(
                    "Start",
                    new XElement("Type", "Start"),
                    new XElement("Input", new XElement("ObjectPrefix", workflow?.ObjectPrefix))),
                Node(SandboxWorkflow.Transcode, "Transcode", DemoWorld.TranscodeTemplateId),
                Node(SandboxWorkflow.Snapshot, "Snapshot", DemoWorld.SnapshotTemplateId)));

    private static XElement Node(string name, string type, string templateId) =>
        new(name, new XElement("Type", type), new XElement("Operation", new XElement("TemplateId", templateId)));

    /// <summary>A time of a job: the offset without a colon, <c>-</c> for one that has not come.</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } value ? value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture).Remove(22, 1) : "-";

    private static XElement? Given(string name, string? value) => value is null ? null : new XElement(name, value);
}
