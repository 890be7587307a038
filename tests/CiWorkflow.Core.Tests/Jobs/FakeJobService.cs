using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Web;
using CiWorkflow.Credentials;
using CiWorkflow.Http;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>A service with one job whose executions appear and end at given seconds of a clock that the test moves.</summary>
internal sealed class FakeJobService : HttpMessageHandler
{
    public const string JobId = "b1111111111111111111111111111111a";
    private const string WorkflowId = "w7476ff3564ee45b7b490d64bccaba6cc";

    public double Now { get; set; }

    /// <summary>When the job is Success.</summary>
    public double JobEnds { get; set; }

    public string JobEnd { get; set; } = "Success";

    /// <summary>The Date of its answers; null for none.</summary>
    public DateTimeOffset? Date { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>When the job ended, as the service says it.</summary>
    public DateTimeOffset EndTime { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>When each execution is listed, when it ends, and how.</summary>
    public List<(double Appears, double Ends, string State)> Executions { get; } = [];

    /// <summary>How many objects the prefix lists; null refuses to list them.</summary>
    public int? Selected { get; set; }

    /// <summary>Answers every execution whatever states were asked for.</summary>
    public bool IgnoresStates { get; set; }

    /// <summary>Doesn't know the state Pause, as the older pages.</summary>
    public bool RefusesPause { get; set; }

    /// <summary>Returns an empty page before the first.</summary>
    public bool BeginsWithEmptyPage { get; set; }

    /// <summary>Shows the last execution of a page on the next page again, as a list does that moved between the two.</summary>
    public bool RepeatsBetweenPages { get; set; }

    /// <summary>The status of every list of executions; 200 answers it.</summary>
    public HttpStatusCode ListStatus { get; set; } = HttpStatusCode.OK;

    /// <summary>The status of every answer about a job; 200 answers it.</summary>
    public HttpStatusCode JobStatus { get; set; } = HttpStatusCode.OK;

    /// <summary>Loses the answer of every list of executions.</summary>
    public bool LosesLists { get; set; }

    /// <summary>The Start node of its workflows.</summary>
    public string Start { get; set; } = "";

    /// <summary>When the job was made, as the service says it; null for a time that it doesn't say.</summary>
    public string? Created { get; set; }

    /// <summary>The workflows of the job.</summary>
    public string WorkflowIds { get; init; } = WorkflowId;

    /// <summary>How many lists of the prefix's objects were asked for.</summary>
    public int ObjectLists { get; private set; }

    /// <summary>How many lists of executions were asked for.</summary>
    public int Lists { get; private set; }

    public bool HasOpen => Executions.Exists(execution => Now < execution.Ends);

    public CiClient Client
    {
        get
        {
            var settings = new CiClientSettings("media-1250000000", "ap-beijing",
                new CiCredential("AKIDExample", "example"))
            {
                Handler = this, Clock = new ServiceClock(), Retry = new RetrySettings { MaximumRetryCount = 0 },
            };
            return new CiClient(settings);
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (LosesLists && path == "/workflowexecution")
        {
            throw new HttpRequestException("lost");
        }

        (HttpStatusCode status, string body) =
            JobStatus != HttpStatusCode.OK && path.StartsWith("/inventorytriggerjob", StringComparison.Ordinal)
                ? (JobStatus, "<Error><Code>Refused</Code></Error>")
            : path == "/inventorytriggerjob/gone" ? (HttpStatusCode.OK, Response("<NonExistJobIds>gone</NonExistJobIds>"))
            : path == "/inventorytriggerjob" ? (HttpStatusCode.OK, Response(Job(JobId)))
            : path.StartsWith("/inventorytriggerjob/", StringComparison.Ordinal) ? (HttpStatusCode.OK, Response(Job(path.Split('/')[2])))
            : path == "/workflowexecution" ? List(HttpUtility.ParseQueryString(request.RequestUri.Query))
            : path == "/workflow" ? (HttpStatusCode.OK, Response("<TotalCount>1</TotalCount><MediaWorkflowList><WorkflowId>" + WorkflowId
                + "</WorkflowId><Topology><Nodes><Start>" + Start + "</Start></Nodes></Topology></MediaWorkflowList>"))
            : path == "/" ? Objects()
            : (HttpStatusCode.NotFound, "<Error><Code>InvalidUrl</Code></Error>");
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/xml"),
            RequestMessage = request };
        response.Headers.Add("x-ci-request-id", "r");
        response.Headers.Date = Date;
        return Task.FromResult(response);
    }

    private static string Response(string content) => $"<Response><RequestId>r</RequestId>{content}</Response>";

    private string Job(string id)
    {
        bool ended = Now >= JobEnds;
        string end = ended ? EndTime.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) : "-";
        return $"<JobsDetail><JobId>{id}</JobId><Name>n</Name><State>{(ended ? JobEnd : "Running")}</State><EndTime>{end}</EndTime>"
            + (Created is null ? "" : $"<CreationTime>{Created}</CreationTime>")
            + $"<Input><Prefix>a/</Prefix></Input><Operation><WorkflowIds>{WorkflowIds}</WorkflowIds></Operation></JobsDetail>";
    }

    private (HttpStatusCode, string) List(System.Collections.Specialized.NameValueCollection query)
    {
        if (++Lists > 5_000)
        {
            throw new InvalidOperationException("The lists have no end.");
        }

        if (ListStatus != HttpStatusCode.OK)
        {
            return (ListStatus, "<Error><Code>Refused</Code></Error>");
        }

        string? states = query["states"];
        if (states == "Pause" && RefusesPause)
        {
            return (HttpStatusCode.BadRequest, "<Error><Code>InvalidArgument</Code></Error>");
        }

        int start = int.Parse(query["nextToken"] ?? (BeginsWithEmptyPage ? "-1" : "0"), CultureInfo.InvariantCulture);
        if (start < 0)
        {
            return (HttpStatusCode.OK, Response("<NextToken>0</NextToken>"));
        }

        int size = int.Parse(query["size"]!, CultureInfo.InvariantCulture);
        List<(int Number, string State)> all =
            [.. Executions.Select((execution, i) => (execution.Appears, Number: i, State: Now < execution.Ends ? "Running"
            : execution.State))
            .Where(execution => execution.Appears <= Now).Select(execution => (execution.Number, execution.State))
            .Where(execution => states is null || IgnoresStates || execution.State == states)];
        int first = RepeatsBetweenPages && start > 0 ? start - 1 : start;
        string page = string.Concat(all.Skip(first).Take(start + size - first).Select(execution =>
            $"<WorkflowExecutionList><RunId>i{execution.Number}</RunId>"
            + $"<WorkflowId>{query["workflowId"]}</WorkflowId><State>{execution.State}</State>"
            + $"<Object>a/{execution.Number}</Object></WorkflowExecutionList>"));
        return (HttpStatusCode.OK, Response(page + (start + size < all.Count ? $"<NextToken>{start + size}</NextToken>" : "")));
    }

    private (HttpStatusCode, string) Objects()
    {
        ObjectLists++;
        return Selected is { } count ? (HttpStatusCode.OK, "<ListBucketResult><IsTruncated>false</IsTruncated>"
            + string.Concat(Enumerable.Range(0, count).Select(i =>
            $"<Contents><Key>a/{i}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>"))
            + "</ListBucketResult>")
            : (HttpStatusCode.Forbidden, "<Error><Code>AccessDenied</Code></Error>");
    }
}
