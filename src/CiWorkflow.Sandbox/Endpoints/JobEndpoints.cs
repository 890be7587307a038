using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Variants;
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
        if (call.World.IsStrict && !call.Request.Header("Content-Type").StartsWith("application/xml", StringComparison.OrdinalIgnoreCase))
        {
            throw ServiceErrorException.InvalidArgument("Content-Type is not application/xml.");
        }

        JobOrder order = CreateJobBody.Read(call.Request.Body, call.World.IsStrict);
        foreach (string workflow in order.WorkflowIds.Where(id => id.Length > 0 && call.Bucket.Workflow(id) is null))
        {
            throw ServiceErrorException.InvalidArgument($"Request.Operation.WorkflowIds: the workflow {workflow} does not exist.");
        }

        if (order.WorkflowIds.Count > 1 && call.Has(ServiceVariant.SeveralWorkflowIdsRefused))
        {
            throw ServiceErrorException.InvalidArgument("Request.Operation.WorkflowIds is not one id.");
        }

        order = call.Has(ServiceVariant.FirstWorkflowIdAlone) ? order with { WorkflowIds = [order.WorkflowIds[0]] } : order;
        return Answer(call, call.World.CreateJob(call.Bucket, order, call.MadeLate));
    }

    private static SandboxAnswer One(ServiceCall call)
    {
        string id = call.Route("id");
        return Find(call) is { } job
            ? Answer(call, job)
            : call.Answer(
                call.Has(ServiceVariant.EmptyJobBesideMissing) ? new XElement("JobsDetail") : null,
                new XElement(call.Has(ServiceVariant.MissingJobInSingular) ? "NonExistJobId" : "NonExistJobIds", id));
    }

    private static SandboxAnswer List(ServiceCall call)
    {
        (SandboxBucket bucket, DateTimeOffset now) = (call.Bucket, call.Now);
        ListQuery query = ListQuery.Read(call, States, "type");

        // A page goes on behind the last job of the page before it: jobs made in between hide none and repeat none.
        bool shifts = call.Has(ServiceVariant.PagesShift);
        long first = query.Position is { } last && !shifts ? last.Job + (query.Ascending ? 1 : -1) : query.Ascending ? 1 : bucket.JobCount;
        int skipped = shifts ? query.Position?.Place ?? 0 : 0;
        List<SandboxJob> page = [.. bucket.JobsFrom(first, query.Ascending)
            .Where(job => IsListed(call, job, now)
                && query.Wants(job.StateAt(now), job.Created)
                && query.WantsType(job.Order.Type)
                && query.WantsName(job.Order.Name)
                && (query.WorkflowId is null || job.Order.WorkflowIds.Contains(query.WorkflowId))
                && (query.JobId is null || job.JobId == query.JobId))
            .Skip(skipped)
            .Take(query.Size + 1)];
        string? token = page.Count > query.Size || call.NeverEnds
            ? query.TokenAfter(page.Count == 0 ? 0 : page[Math.Min(page.Count, query.Size) - 1].Sequence, skipped + query.Size)
            : null;
        return call.Answer(page.Take(query.Size).Select(job => AnswerXml.Job(call, job)), AnswerXml.NextToken(call, token));
    }

    private static bool IsListed(ServiceCall call, SandboxJob job, DateTimeOffset now) =>
        job.Order.Type != JobOrder.OneObject
        && job.Created <= now
        && job.ListedFrom <= now
        && (call.Staleness == TimeSpan.Zero || job.Created <= now - call.Staleness);

    private static SandboxAnswer Cancel(ServiceCall call)
    {
        // The Go SDK leaves the parameter out.
        if (call.World.IsStrict && call.Request.Parameter("cancel") is not "")
        {
            throw ServiceErrorException.InvalidArgument("The parameter cancel is missing, or has a value.");
        }

        SandboxJob job = Find(call)
            ?? throw new ServiceErrorException(404, "NoSuchJob", "The specified job does not exist.");
        return job.Cancel(call.Now) || call.Has(ServiceVariant.CancelOfEndedSucceeds)
            ? SandboxAnswer.Xml(null)
            : throw new ServiceErrorException(400, "InvalidJobState", $"The job is in state {job.StateAt(call.Now)}.");
    }

    private static SandboxJob? Find(ServiceCall call) =>
        call.Bucket.Job(call.Route("id")) is { } job && job.Created <= call.Now && job.Order.Type != JobOrder.OneObject ? job : null;

    private static SandboxAnswer Answer(ServiceCall call, SandboxJob job) => call.Answer(AnswerXml.Job(call, job));
}
