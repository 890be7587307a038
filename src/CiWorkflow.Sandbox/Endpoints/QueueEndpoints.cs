using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The calls about queues: list, and change one as a whole (436/54324, 436/54325).</summary>
internal static class QueueEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Serve("GET", "/queue", List);
        routes.Serve("PUT", "/queue/{id}", Change);
    }

    private static SandboxAnswer List(ServiceCall call)
    {
        string[] ids = call.List("queueIds");
        string state = call.Request.Parameter("state") ?? "";
        string category = call.Request.Parameter("category") ?? "";
        List<SandboxQueue> found = [.. call.Bucket.Queues.Where(queue =>
            (ids.Length == 0 || ids.Contains(queue.QueueId))
            && (state is "" or "All" || queue.State == state)
            && (category is "" || queue.Category == category))];
        return call.Answer(
            PageOf.Items(call, found, queue => Queue("QueueList", queue, call)),
            PageOf.Missing(ids, id => call.Bucket.Queue(id) is not null, "NonExistPIDs"));
    }

    private static SandboxAnswer Change(ServiceCall call)
    {
        SandboxQueue queue = call.Bucket.Queue(call.Route("id"))
            ?? throw new ServiceErrorException(400, "InvalidArgument", "The queue does not exist.");
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
