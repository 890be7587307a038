using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The call that lists single media jobs (the Go and PHP SDKs): each object that a job of Type=Job selected has one.</summary>
internal static class MediaJobEndpoints
{
    private const string PictureTag = "PicProcess";

    private static readonly string[] States = ["Submitted", "Running", "Success", "Failed", "Pause", "Cancel"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Serve("GET", "/jobs", call => List(call, tag => tag != PictureTag || !call.Has(ServiceVariant.PictureJobsApart)));
        routes.Serve("GET", "/pic_jobs", call => call.Has(ServiceVariant.PictureJobsApart)
            ? List(call, tag => tag == PictureTag)
            : throw new ServiceErrorException(404, "InvalidUrl", "The specified URL is not known."));
    }

    private static SandboxAnswer List(ServiceCall call, Func<string, bool> isListed)
    {
        ListQuery query = ListQuery.Read(call, States, "queueId", "tag", "inventoryTriggerJobId", "inputObject");
        string parent = call.Request.Parameter("inventoryTriggerJobId") ?? "";
        string tag = call.Request.Parameter("tag") ?? "";
        string queue = call.Request.Parameter("queueId") ?? "";
        string input = call.Request.Parameter("inputObject") ?? "";
        bool isWhole = tag.Length > 0 && queue.Length > 0;
        if (!isWhole && call.Has(ServiceVariant.MediaJobsWantQueue))
        {
            throw ServiceErrorException.InvalidArgument((tag.Length == 0 ? "tag" : "queueId") + " is missing.");
        }

        bool isNone = !isWhole && call.Has(ServiceVariant.MediaJobsEmptyWithoutQueue);
        bool isAny = call.Has(ServiceVariant.MediaJobFiltersIgnored);
        List<SandboxExecution> page = [.. ExecutionEndpoints.From(
                call.Bucket,
                query,
                job => job.Order.Type == "Job"
                    && !isNone
                    && isListed(job.Order.Operation("Tag"))
                    && (parent.Length == 0 || job.JobId == parent)
                    && (isAny || tag.Length == 0 || job.Order.Operation("Tag") == tag)
                    && (isAny || queue.Length == 0 || QueueOf(job.Order, call.Bucket) == queue))
            .Where(run => run.ExistsAt(call.Now - call.Staleness)
                && query.Wants(run.StateAt(call.Now), run.Created)
                && (input.Length == 0 || run.Object.Key == input))
            .Take(query.Size + 1)];
        string? token = page.Count > query.Size ? query.TokenAfter(page[query.Size - 1].Job.Sequence, page[query.Size - 1].Place) : null;
        return call.Answer(page.Take(query.Size).Select(run => MediaJob(run, call)), AnswerXml.NextToken(call, token));
    }

    /// <summary>The queue that the media jobs of a job run in: its own, or the bucket's.</summary>
    public static string QueueOf(JobOrder order, SandboxBucket bucket) =>
        order.Operation("QueueId") is { Length: > 0 } own ? own : bucket.Queues is [var first, ..] ? first.QueueId : "";

    private static XElement MediaJob(SandboxExecution run, ServiceCall call)
    {
        JobOrder order = run.Job.Order;
        string state = run.StateAt(call.Now);
        bool failed = state == "Failed";
        XElement? output = order.OtherOperation.FirstOrDefault(element => element.Name == "Output");
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
            new XElement("QueueId", QueueOf(order, call.Bucket)),
            new XElement(
                "Input",
                new XElement("BucketId", call.Bucket.Name),
                new XElement("Object", run.Object.Key),
                new XElement("Region", call.Bucket.Region)),
            new XElement(
                "Operation",
                order.OtherOperation.Where(element => element.Name == "JobParam").Elements(),
                output is null ? null : new XElement(output),
                state == "Success" && output is not null ? new XElement("MediaResult", OutputFile(run, order, output)) : null,
                new XElement("UserData", order.Operation("UserData")),
                new XElement("JobLevel", order.Operation("JobLevel"))));
    }

    /// <summary>
    /// What was made, as the pages show it (1045/49523): a prefix and a name for tasks that make several, the whole key as the name for
    /// others; the sprite images inside.
    /// </summary>
    private static XElement OutputFile(SandboxExecution run, JobOrder order, XElement output)
    {
        XElement[] place = [new("Bucket", output.Element("Bucket")?.Value), new("Region", output.Element("Region")?.Value)];
        return new XElement("OutputFile", place, Names(output.Element("Object")?.Value), Sprite());

        IEnumerable<XElement> Names(string? key)
        {
            if (string.IsNullOrEmpty(key))
            {
                yield break;
            }

            string made = key
                .Replace("${InventoryTriggerJobId}", run.Job.JobId, StringComparison.Ordinal)
                .Replace("${InputName}", run.Object.Key.Split('/')[^1].Split('.')[0], StringComparison.Ordinal)
                .Replace("${Ext}", run.Object.Key.Split('.')[^1], StringComparison.Ordinal);
            if (order.Operation("Tag") is not ("Snapshot" or "Segment" or "SmartCover"))
            {
                made = made.Replace("${Number}", run.Place.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
                yield return new XElement("ObjectName", made);
                yield return new XElement("Md5Info", new XElement("ObjectName", made), new XElement("Md5", new string('a', 32)));
                yield break;
            }

            string[] parts = made.Split("${Number}", 2);
            yield return new XElement("ObjectPrefix", parts[0]);
            for (int number = 0; number < 2; number++)
            {
                yield return new XElement(
                    "ObjectName", number.ToString(CultureInfo.InvariantCulture) + (parts.Length > 1 ? parts[1] : ""));
            }
        }

        XElement? Sprite() => output.Element("SpriteObject")?.Value is { Length: > 0 } sprite
            ? new XElement("SpriteOutputFile", place, Names(sprite))
            : null;
    }
}
