using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The calls about executions: list and one (docs 460/80050, 460/45949). Each object that a job selected has one.</summary>
internal static class ExecutionEndpoints
{
    private static readonly string[] States = ["Success", "Failed", "Running", "Cancel", "Pause"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Serve("GET", "/workflowexecution", List);
        routes.Serve("GET", "/workflowexecution/{id}", One);
    }

    private static SandboxAnswer List(ServiceCall call)
    {
        DateTimeOffset now = call.Now;
        ListQuery query = ListQuery.Read(call, States);
        if (query.WorkflowId is null && call.Has(ServiceVariant.WorkflowIdRequired))
        {
            throw ServiceErrorException.InvalidArgument("workflowId is missing.");
        }

        List<SandboxExecution> page = [.. From(call.Bucket, query, job => job.Order.Type != "Job")
            .Where(run => run.ExistsAt(now - call.Staleness)
                && (call.Staleness == TimeSpan.Zero || run.Job.Created <= now - call.Staleness)
                && query.Wants(run.StateAt(now), run.Created)
                && query.WantsName(run.Object.Key))
            .Take(query.Size + 1)];
        string? token = page.Count > query.Size || (call.NeverEnds && page.Count > 0)
            ? query.TokenAfter(page[Math.Min(page.Count, query.Size) - 1].Job.Sequence, page[Math.Min(page.Count, query.Size) - 1].Place)
            : null;
        IEnumerable<XElement> list = page.Take(query.Size).Select(run => AnswerXml.Execution("WorkflowExecutionList", run, call));
        return call.Answer(list, AnswerXml.NextToken(call, token));
    }

    private static SandboxAnswer One(ServiceCall call)
    {
        SandboxExecution run = SandboxExecution.Find(call.Bucket, call.Route("id")) is { } found && found.ExistsAt(call.Now)
            ? found
            : throw new ServiceErrorException(404, "NoSuchExecution", "The specified execution does not exist.");
        return call.Answer(AnswerXml.ExecutionDetail(run, call.Bucket.Workflow(run.WorkflowId), call));
    }

    /// <summary>The runs of the jobs that are wanted, from the place in a list on that its token names.</summary>
    public static IEnumerable<SandboxExecution> From(SandboxBucket bucket, ListQuery query, Func<SandboxJob, bool> wants)
    {
        int step = query.Ascending ? 1 : -1;
        long first = query.Position is { } last ? last.Job : query.Ascending ? 1 : bucket.JobCount;
        IEnumerable<SandboxJob> jobs = query.JobId is null
            ? bucket.JobsFrom(first, query.Ascending)
            : bucket.Job(query.JobId) is { } one ? [one] : [];
        foreach (SandboxJob job in jobs.Where(wants))
        {
            int place = query.Position is { } before && before.Job == job.Sequence ? before.Place + step
                : query.Ascending ? 0
                : job.ExecutionCount - 1;
            for (; place >= 0 && place < job.ExecutionCount; place += step)
            {
                var run = new SandboxExecution(job, place);
                if (query.WorkflowId is null || run.WorkflowId == query.WorkflowId)
                {
                    yield return run;
                }
            }
        }
    }
}
