using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>
/// The calls about queues: list, and change one as a whole (436/54324, 436/54325). Each kind of queue has a path of its own (1045/50311,
/// 1045/50328, 460/46234).
/// </summary>
internal static class QueueEndpoints
{
    private static readonly (string Path, string Category)[] Others =
    [
        ("/asrqueue", "Speeching"), ("/picqueue", "PicProcessing"), ("/ai_queue", "AIProcess"), ("/docqueue", "DocProcessing"),
        ("/file_queue", "FileProcessing"),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Serve("GET", "/queue", call => List(call, Media(call)));
        routes.Serve("PUT", "/queue/{id}", call => Change(call, queue => !IsOther(queue)));
        foreach ((string path, string category) in Others)
        {
            routes.Serve("GET", path, call => List(Known(call), queue => queue.Category == category));
            routes.Serve("PUT", path + "/{id}", call => Change(Known(call), queue => queue.Category == category));
        }
    }

    // Without a category the service lists the queues of Transcoding alone (搜索队列).
    private static Func<SandboxQueue, bool> Media(ServiceCall call)
    {
        string category = call.Request.Parameter("category") ?? "";
        return queue => category == "CateAll" ? !IsOther(queue) : queue.Category == (category.Length > 0 ? category : "Transcoding");
    }

    private static bool IsOther(SandboxQueue queue) => Others.Any(other => other.Category == queue.Category);

    private static ServiceCall Known(ServiceCall call) => call.Has(ServiceVariant.OtherQueuesUnknown)
        ? throw new ServiceErrorException(404, "InvalidUrl", "The specified URL is not known.")
        : call;

    private static SandboxAnswer List(ServiceCall call, Func<SandboxQueue, bool> isOfKind)
    {
        string[] ids = call.List("queueIds");
        string state = call.Request.Parameter("state") ?? "";
        List<SandboxQueue> found = [.. call.Bucket.Queues.Where(isOfKind).Where(queue =>
            (ids.Length == 0 || ids.Contains(queue.QueueId)) && (state is "" or "All" || queue.State == state))];
        return call.Answer(
            PageOf.Items(call, found, queue => Queue("QueueList", queue, call)),
            PageOf.Missing(ids, id => call.Bucket.Queue(id) is { } queue && isOfKind(queue), "NonExistPIDs"));
    }

    private static SandboxAnswer Change(ServiceCall call, Func<SandboxQueue, bool> isOfKind)
    {
        SandboxQueue queue = call.Bucket.Queue(call.Route("id")) is { } found && isOfKind(found)
            ? found
            : throw new ServiceErrorException(400, "InvalidArgument", "The queue does not exist.");
        XElement request = RequestXml.Read(call.Request.Body);
        string state = Required(request, "State");
        XElement notify = request.Element("NotifyConfig")
            ?? throw ServiceErrorException.InvalidArgument("Request.NotifyConfig is missing.");
        if (state is not ("Active" or "Paused"))
        {
            throw ServiceErrorException.InvalidArgument($"Request.State is '{state}', not Active or Paused.");
        }

        queue = queue with
        {
            Name = Required(request, "Name"),
            State = state,
            NotifyConfig = [.. notify.Elements().Select(element =>
                new KeyValuePair<string, string>(element.Name.LocalName, element.Value))],
            Updated = call.Now,
        };
        call.Bucket.Add(queue);
        if (call.Has(ServiceVariant.PausedQueueStopsTasks))
        {
            foreach (SandboxJob job in call.Bucket.JobsFrom(1, ascending: true))
            {
                job.PausedAt = state == "Paused" ? job.PausedAt ?? call.Now : null;
            }
        }

        return call.Answer(Queue("Queue", queue, call));
    }

    private static string Required(XElement request, string node) =>
        request.Element(node)?.Value is { Length: > 0 } value
            ? value
            : throw ServiceErrorException.InvalidArgument($"Request.{node} is missing.");

    private static XElement Queue(string node, SandboxQueue queue, ServiceCall call) => new(
        node,
        new XElement("QueueId", queue.QueueId),
        new XElement("Name", queue.Name),
        new XElement("State", queue.State),
        new XElement("NotifyConfig", queue.NotifyConfig.Select(pair => new XElement(pair.Key, pair.Value))),
        new XElement("MaxSize", queue.MaxSize),
        new XElement("MaxConcurrent", queue.MaxConcurrent),
        new XElement("CreateTime", AnswerXml.ColonTime(queue.Created)),
        new XElement("UpdateTime", AnswerXml.ColonTime(queue.Updated)),
        new XElement("BucketId", call.Bucket.Name),
        new XElement("Category", queue.Category));
}
