using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.Service;

/// <summary>The calls about executions: list and one (doc 80050, 45949). Each object that a batch selected has one.</summary>
internal static class ExecutionCalls
{
    private static readonly string[] States = ["Success", "Failed", "Running", "Cancel"];

    public static XElement List(SandboxRequest request, SandboxBucket bucket, DateTimeOffset now, string requestId)
    {
        ListQuery query = ListQuery.Read(request, States);
        if (query.WorkflowId is null)
        {
            throw ServiceErrorException.InvalidArgument("workflowId is missing.");
        }

        List<SandboxExecution> page = [.. From(bucket, query)
            .Where(run => run.ExistsAt(now) && query.Wants(run.StateAt(now), run.Created) && (query.Name is null || run.Object.Key == query.Name))
            .Take(query.Size + 1)];
        string? token = page.Count > query.Size ? query.TokenAfter(page[query.Size - 1].Job.Sequence, page[query.Size - 1].Place) : null;
        return AnswerXml.Response(requestId, page.Take(query.Size).Select(run => AnswerXml.Execution("WorkflowExecutionList", run, now)), new XElement("NextToken", token));
    }

    public static XElement One(string id, SandboxBucket bucket, DateTimeOffset now, string requestId)
    {
        SandboxExecution run = SandboxExecution.Find(bucket, id) is { } found && found.ExistsAt(now)
            ? found
            : throw new ServiceErrorException(404, "NoSuchExecution", "The specified execution does not exist.");
        return AnswerXml.Response(requestId, AnswerXml.ExecutionDetail(run, bucket.Workflow(run.Job.Order.WorkflowId)!, now));
    }

    private static IEnumerable<SandboxExecution> From(SandboxBucket bucket, ListQuery query)
    {
        int step = query.Ascending ? 1 : -1;
        long first = query.Position is { } last ? last.Batch : query.Ascending ? 1 : bucket.JobCount;
        IEnumerable<SandboxJob> jobs = query.JobId is null
            ? bucket.JobsFrom(first, query.Ascending).Where(job => job.Order.WorkflowId == query.WorkflowId)
            : bucket.Job(query.JobId) is { } one && one.Order.WorkflowId == query.WorkflowId ? [one] : [];
        foreach (SandboxJob job in jobs)
        {
            int place = query.Position is { } before && before.Batch == job.Sequence ? before.Place + step : query.Ascending ? 0 : job.Objects.Count - 1;
            for (; place >= 0 && place < job.Objects.Count; place += step)
            {
                yield return new SandboxExecution(job, place);
            }
        }
    }
}
