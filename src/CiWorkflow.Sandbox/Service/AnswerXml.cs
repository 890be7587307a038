using System;
using System.Globalization;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.Service;

/// <summary>The answers, node by node as the page and the docs have them.</summary>
internal static class AnswerXml
{
    public static XElement Response(string requestId, params object?[] content) =>
        new("Response", new XElement("RequestId", requestId), content);

    public static XElement Error(ServiceErrorException error, string resource, string requestId) =>
        new(
            "Error",
            new XElement("Code", error.Code),
            new XElement("Message", error.Message),
            new XElement("Resource", resource),
            new XElement("RequestId", requestId),
            new XElement("TraceId", requestId + "T"));

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

    /// <summary>A time of a batch: the offset without a colon, <c>-</c> for one that has not come.</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } value ? value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture).Remove(22, 1) : "-";

    private static XElement? Given(string name, string? value) => value is null ? null : new XElement(name, value);
}
