using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The calls about inventory trigger jobs: create, one, list, cancel (docs 460/76887, 460/76893, 460/76894, 460/76892).</summary>
internal static class JobEndpoints
{
    private static readonly string[] States = ["Submitted", "Running", "Success", "Failed", "Pause", "Cancel"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Serve("POST", "/inventorytriggerjob", Create);
        routes.Serve("GET", "/inventorytriggerjob", List);
        routes.Serve("GET", "/inventorytriggerjob/{id}", One);
        routes.Serve("PUT", "/inventorytriggerjob/{id}", Cancel);
    }

    private static SandboxAnswer Create(ServiceCall call)
    {
        if (!call.Request.Header("Content-Type").StartsWith("application/xml", StringComparison.OrdinalIgnoreCase))
        {
            throw ServiceErrorException.InvalidArgument("Content-Type is not application/xml.");
        }

        JobOrder order = CreateJobBody.Read(call.Request.Body);
        if (call.Bucket.Workflow(order.WorkflowId) is null)
        {
            throw ServiceErrorException.InvalidArgument($"Request.Operation.WorkflowIds: the workflow {order.WorkflowId} does not exist.");
        }

        return Answer(call, AnswerXml.Job(call.World.CreateJob(call.Bucket, order), call.Now));
    }

    private static SandboxAnswer One(ServiceCall call) =>
        call.Bucket.Job(call.Route("id")) is { } job
            ? Answer(call, AnswerXml.Job(job, call.Now))
            : Answer(call, new XElement("NonExistJobId", call.Route("id")));

    private static SandboxAnswer List(ServiceCall call)
    {
        (SandboxBucket bucket, DateTimeOffset now) = (call.Bucket, call.Now);
        ListQuery query = ListQuery.Read(call.Request, States, "type");
        if (query.Type is not (null or "Workflow" or "Job"))
        {
            throw ServiceErrorException.InvalidArgument($"type is '{query.Type}', not Workflow or Job.");
        }

        // A page goes on behind the last job of the page before it: jobs made in between hide none and repeat none.
        long first = query.Position is { } last ? last.Job + (query.Ascending ? 1 : -1) : query.Ascending ? 1 : bucket.JobCount;
        List<SandboxJob> page = [.. bucket.JobsFrom(first, query.Ascending)
            .Where(job => query.Wants(job.StateAt(now), job.Created)
                && (query.WorkflowId is null || job.Order.WorkflowId == query.WorkflowId)
                && (query.JobId is null || job.JobId == query.JobId)
                && (query.Name is null || job.Order.Name == query.Name)
                && (query.Type is null || job.Order.Type == query.Type))
            .Take(query.Size + 1)];
        string? token = page.Count > query.Size ? query.TokenAfter(page[query.Size - 1].Sequence, 0) : null;
        return Answer(call, page.Take(query.Size).Select(job => AnswerXml.Job(job, now)), new XElement("NextToken", token));
    }

    private static SandboxAnswer Cancel(ServiceCall call)
    {
        if (call.Request.Parameter("cancel") is not "")
        {
            throw ServiceErrorException.InvalidArgument("The parameter cancel is missing, or has a value.");
        }

        SandboxJob job = call.Bucket.Job(call.Route("id")) ?? throw new ServiceErrorException(404, "NoSuchJob", "The specified job does not exist.");
        return job.Cancel(call.Now)
            ? SandboxAnswer.Xml(null)
            : throw new ServiceErrorException(400, "InvalidJobState", $"The job is in state {job.StateAt(call.Now)}.");
    }

    private static SandboxAnswer Answer(ServiceCall call, params object?[] content) => SandboxAnswer.Xml(AnswerXml.Response(call.RequestId, content));
}
