using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.Service;

/// <summary>The calls about batches that exist: one, list, cancel (doc 76892, 76893, 76894).</summary>
internal static class JobCalls
{
    private static readonly string[] States = ["Submitted", "Running", "Success", "Failed", "Pause", "Cancel"];

    public static XElement One(string id, SandboxBucket bucket, DateTimeOffset now, string requestId) =>
        bucket.Job(id) is { } job
            ? AnswerXml.Response(requestId, AnswerXml.Job(job, now))
            : AnswerXml.Response(requestId, new XElement("NonExistJobId", id));

    public static XElement List(SandboxRequest request, SandboxBucket bucket, DateTimeOffset now, string requestId)
    {
        ListQuery query = ListQuery.Read(request, States, "type");
        if (query.Type is not (null or "Workflow" or "Job"))
        {
            throw ServiceErrorException.InvalidArgument($"type is '{query.Type}', not Workflow or Job.");
        }

        // A page goes on behind the last batch of the page before it: batches made in between hide none and repeat none.
        long first = query.Position is { } last ? last.Batch + (query.Ascending ? 1 : -1) : query.Ascending ? 1 : bucket.JobCount;
        List<SandboxJob> page = [.. bucket.JobsFrom(first, query.Ascending)
            .Where(job => query.Wants(job.StateAt(now), job.Created)
                && (query.WorkflowId is null || job.Order.WorkflowId == query.WorkflowId)
                && (query.JobId is null || job.JobId == query.JobId)
                && (query.Name is null || job.Order.Name == query.Name)
                && (query.Type is null || job.Order.Type == query.Type))
            .Take(query.Size + 1)];
        string? token = page.Count > query.Size ? query.TokenAfter(page[query.Size - 1].Sequence, 0) : null;
        return AnswerXml.Response(requestId, page.Take(query.Size).Select(job => AnswerXml.Job(job, now)), new XElement("NextToken", token));
    }

    public static XElement? Cancel(string id, SandboxBucket bucket, DateTimeOffset now)
    {
        SandboxJob job = bucket.Job(id) ?? throw new ServiceErrorException(404, "NoSuchJob", "The specified job does not exist.");
        return job.Cancel(now) ? null : throw new ServiceErrorException(400, "InvalidJobState", $"The job is in state {job.StateAt(now)}.");
    }
}
