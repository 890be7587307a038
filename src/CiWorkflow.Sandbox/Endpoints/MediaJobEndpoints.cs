using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The call that lists single media jobs (the Go and PHP SDKs): each object that a job of Type=Job selected has one.</summary>
internal static class MediaJobEndpoints
{
    private static readonly string[] States = ["Submitted", "Running", "Success", "Failed", "Pause", "Cancel"];

    public static void Map(IEndpointRouteBuilder routes) => routes.Serve("GET", "/jobs", List);

    private static SandboxAnswer List(ServiceCall call)
    {
        ListQuery query = ListQuery.Read(call, States, "queueId", "tag", "inventoryTriggerJobId", "inputObject");
        string parent = call.Request.Parameter("inventoryTriggerJobId") ?? "";
        string tag = call.Request.Parameter("tag") ?? "";
        string queue = call.Request.Parameter("queueId") ?? "";
        string input = call.Request.Parameter("inputObject") ?? "";
        List<SandboxExecution> page = [.. ExecutionEndpoints.From(
                call.Bucket,
                query,
                job => job.Order.Type == "Job"
                    && (parent.Length == 0 || job.JobId == parent)
                    && (tag.Length == 0 || job.Order.Operation("Tag") == tag)
                    && (queue.Length == 0 || job.Order.Operation("QueueId") == queue))
            .Where(run => run.ExistsAt(call.Now - call.Staleness)
                && query.Wants(run.StateAt(call.Now), run.Created)
                && (input.Length == 0 || run.Object.Key == input))
            .Take(query.Size + 1)];
        string? token = page.Count > query.Size ? query.TokenAfter(page[query.Size - 1].Job.Sequence, page[query.Size - 1].Place) : null;
        return call.Answer(page.Take(query.Size).Select(run => MediaJob(run, call)), new XElement("NextToken", token));
    }

    private static XElement MediaJob(SandboxExecution run, ServiceCall call)
    {
        JobOrder order = run.Job.Order;
        string state = run.StateAt(call.Now);
        bool failed = state == "Failed";
        XElement? output = order.OtherOperation.FirstOrDefault(element => element.Name == "Output");
        string made = (output?.Element("Object")?.Value ?? "out/${Number}")
            .Replace("${InventoryTriggerJobId}", run.Job.JobId, StringComparison.Ordinal)
            .Replace("${Number}", run.Place.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return new XElement(
            "JobsDetail",
            new XElement("Code", failed ? "MediaFormatError" : "Success"),
            new XElement("Message", failed ? AnswerXml.DamagedMessage : null),
            new XElement("JobId", "j" + run.RunId[1..]),
            new XElement("Tag", order.Operation("Tag")),
            new XElement("State", state),
            new XElement("CreationTime", AnswerXml.Time(run.Created)),
            new XElement("StartTime", AnswerXml.Time(run.Created)),
            new XElement("EndTime", state is "Success" or "Failed" ? AnswerXml.Time(run.Ends) : "-"),
            new XElement("QueueId", order.Operation("QueueId")),
            new XElement(
                "Input",
                new XElement("BucketId", call.Bucket.Name),
                new XElement("Object", run.Object.Key),
                new XElement("Region", call.Bucket.Region)),
            new XElement(
                "Operation",
                order.OtherOperation.Where(element => element.Name == "JobParam").Elements(),
                new XElement(
                    "Output",
                    new XElement("Region", output?.Element("Region")?.Value ?? call.Bucket.Region),
                    new XElement("Bucket", output?.Element("Bucket")?.Value ?? call.Bucket.Name),
                    new XElement("Object", made)),
                new XElement("UserData", order.Operation("UserData")),
                new XElement("JobLevel", order.Operation("JobLevel"))));
    }
}
