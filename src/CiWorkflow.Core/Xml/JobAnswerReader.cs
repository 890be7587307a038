using System;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads the <c>&lt;Response&gt;</c> that brings one job.</summary>
internal static class JobAnswerReader
{
    /// <summary>
    /// Reads the answer of one job: null when the service says that there is none, under either name that the documents and SDKs have for
    /// it.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="length">How much of it is filled.</param>
    /// <param name="requestId">The id from the header, used where the body has none.</param>
    /// <param name="jobId">The job that was asked for.</param>
    /// <exception cref="XmlException">It isn't XML, is cut off, holds no JobsDetail with a JobId, or is about another job.</exception>
    public static JobsDetail? ReadOne(byte[] body, int length, string requestId, string jobId)
    {
        (JobsDetail? job, string missing, XmlException? noJob) = Read(body, length, requestId);
        if (job is null && missing.IndexOf(jobId, StringComparison.OrdinalIgnoreCase) < 0)
        {
            AnswerCheck.RequireId(missing, jobId);
            throw noJob!;
        }

        AnswerCheck.RequireId(job?.JobId ?? "", jobId);
        return job;
    }

    /// <summary>Reads the answer of create.</summary>
    /// <param name="body">The body.</param>
    /// <param name="length">How much of it is filled.</param>
    /// <param name="requestId">The id from the header, used where the body has none.</param>
    /// <exception cref="XmlException">It isn't XML, is cut off, or holds no JobsDetail with a JobId.</exception>
    public static JobsDetail ReadCreated(byte[] body, int length, string requestId)
    {
        (JobsDetail? job, _, XmlException? noJob) = Read(body, length, requestId);
        return job ?? throw noJob!;
    }

    private static (JobsDetail? Job, string Missing, XmlException? NoJob) Read(byte[] body, int length, string requestId)
    {
        JobsDetail? job = null;
        string missing = "";
        using AnswerReader xml = AnswerReader.Open(body, length);
        xml.Children(name =>
        {
            switch (name)
            {
                case "JobsDetail": job = JobsDetailReader.Read(xml); break;
                case "NonExistJobIds" or "NonExistJobId": missing += xml.AllText(); break;
                case "RequestId": requestId = xml.Word() is { Length: > 0 } id ? id : requestId; break;
            }
        });
        return job is { JobId.Length: > 0 }
            ? (job with { RequestId = requestId }, "", null)
            : (null, missing, xml.Malformed(Messages.NoJobInAnswer));
    }
}
