using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using CiWorkflow.Signing;
using CiWorkflow.Xml;

namespace CiWorkflow;

/// <summary>
/// The CI calls of one bucket: jobs, executions and workflows, one method a call. The objects of the bucket are <see
/// cref="CosBucket"/>'s.
/// </summary>
/// <remarks>
/// Safe for concurrent use and cheap to make: the connections are shared by the process, the signing keys belong to the credential.
/// Every method throws <see cref="CiServiceException"/> when the service answers with an error,
/// <see cref="CiTransportException"/> when no answer came that could be read, and
/// <see cref="OperationCanceledException"/> when it was cancelled. Jobs are created by <see cref="Jobs.JobTrigger"/>, which never
/// creates one twice.
/// </remarks>
public sealed partial class CiClient
{
    private const string JobsPath = "/inventorytriggerjob";
    private const string ExecutionsPath = "/workflowexecution";
    private const string MediaJobsPath = "/jobs";

    // Doc 460/82392 lists the media jobs of PicProcess here, doc 460/84766 and the PHP SDK list them with the others.
    private const string PictureJobsPath = "/pic_jobs";
    private const string PictureTag = "PicProcess";
    private const string WorkflowsPath = "/workflow";

    private readonly RequestSender _sender;
    private readonly string _objectHost;

    /// <summary>Makes a client.</summary>
    /// <param name="settings">Where its calls go and how.</param>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public CiClient(CiClientSettings settings)
    {
        Settings = settings ?? throw new ArgumentNullException(nameof(settings));
        _sender = new RequestSender(settings, ServiceHost.Ci(settings));
        _objectHost = ServiceHost.Cos(settings).Name;
    }

    /// <summary>The bucket that it is for, as name-APPID.</summary>
    public string Bucket => Settings.Bucket;

    /// <summary>The bucket's region.</summary>
    public string Region => Settings.Region;

    /// <summary>Where its calls go and how.</summary>
    public CiClientSettings Settings { get; }

    /// <summary>The retries of its calls.</summary>
    internal RetryPolicy Retry => _sender.Retry;

    /// <summary>Creates a job with one request, never repeated: <c>POST /inventorytriggerjob</c> (page).</summary>
    /// <param name="request">What to make it from.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have made the job all the same.</param>
    /// <param name="sending">Is called each time before the request is sent (<see cref="ServiceCall.Sending"/>); null for nobody.</param>
    /// <returns>The job as the service made it.</returns>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">
    /// No readable answer came. Where <see cref="CiTransportException.MayHaveActed"/> is true the job may exist: it must be looked for
    /// before it is created again, because every object that a job touches is paid for.
    /// </exception>
    internal async Task<JobsDetail> CreateJobOnceAsync(
        CreateJobRequest request, CancellationToken cancellationToken, Action? sending = null)
    {
        string action = request.Operation is null ? "ci:TriggerMediaWorkflow" : "ci:CreateInventoryTriggerJob";
        var call = new ServiceCall("POST", JobsPath, action) { Body = CreateJobWriter.Write(request), Sending = sending };
        return Located(await _sender.SendOnceAsync(
            call, answer => answer.Parse(JobAnswerReader.ReadCreated), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads a job: <c>GET /inventorytriggerjob/&lt;jobId&gt;</c> (doc 76893).</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>The job; null when the bucket has none of that id.</returns>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public async Task<JobsDetail?> GetJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall("GET", JobsPath + "/" + FieldRules.CheckId("JobId", jobId), "ci:DescribeInventoryTriggerJob");
        try
        {
            JobsDetail? job = await _sender.SendAsync(
                call,
                answer => answer.Parse((body, length, id) => JobAnswerReader.ReadOne(body, length, id, jobId)),
                cancellationToken).ConfigureAwait(false);
            return job is null ? null : Located(job);
        }
        catch (CiServiceException missing) when (missing.IsMissingItem)
        {
            return null;
        }
    }

    /// <summary>Lists jobs: <c>GET /inventorytriggerjob</c> (doc 76894), a page at a time.</summary>
    /// <param name="query">Which.</param>
    /// <returns>What reads the pages; no request is sent before its first one is read.</returns>
    /// <exception cref="InvalidFieldException">The query's name or workflow id breaks its rule.</exception>
    public Pager<JobsDetail> ListJobs(JobQuery query)
    {
        _ = query ?? throw new ArgumentNullException(nameof(query));
        string? name = query.Name is null ? null : FieldRules.CheckName(query.Name);
        string? workflowId = query.WorkflowId is null ? null : FieldRules.CheckWorkflowId(query.WorkflowId);
        string[] types = query.Type is null ? [] : [query.Type];
        return new Pager<JobsDetail>((token, size, cancellationToken) => _sender.SendAsync(
            JobsCall(query, name, workflowId, token, size),
            answer => AnswerCheck.Matching(
                AnswerCheck.Matching(ReadJobs(answer, workflowId), query.States, static job => job.StateText),
                types,
                static job => job.Type),
            cancellationToken));
    }

    /// <summary>Reads a page of jobs with one request, never repeated.</summary>
    /// <param name="query">Which, with a valid name and workflow id.</param>
    /// <param name="token">The token that the page before had; null for the first page.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>The page.</returns>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    internal Task<Page<JobsDetail>> ListJobsOnceAsync(JobQuery query, string? token, CancellationToken cancellationToken) =>
        _sender.SendOnceAsync(
            JobsCall(query, query.Name, query.WorkflowId, token, Pager<JobsDetail>.MostOnPage),
            answer => ReadJobs(answer, query.WorkflowId),
            cancellationToken);

    /// <summary>Cancels a job: <c>PUT /inventorytriggerjob/&lt;jobId&gt;?cancel</c> (doc 76892).</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have cancelled the job all the same.</param>
    /// <returns>Nothing: the service answers without a body.</returns>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public Task CancelJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall("PUT", JobsPath + "/" + FieldRules.CheckId("JobId", jobId), "ci:CancelInventoryTriggerJob");
        call.Query.Add(new("cancel", ""));
        return _sender.SendAsync(call, static answer => answer, cancellationToken);
    }

    /// <summary>Lists the executions of a workflow: <c>GET /workflowexecution</c> (doc 80050), a page at a time.</summary>
    /// <param name="query">Which.</param>
    /// <returns>What reads the pages; no request is sent before its first one is read.</returns>
    /// <exception cref="InvalidFieldException">The query's job or object breaks its rule.</exception>
    public Pager<WorkflowExecution> ListExecutions(ExecutionQuery query) => ListExecutions(query, asAnswered: false);

    /// <summary>As the public one.</summary>
    /// <param name="query">Which.</param>
    /// <param name="asAnswered">
    /// Returns also what has another state than was asked for, by which a caller sees that the service doesn't heed the filter.
    /// </param>
    internal Pager<WorkflowExecution> ListExecutions(ExecutionQuery query, bool asAnswered)
    {
        _ = query ?? throw new ArgumentNullException(nameof(query));
        string? jobId = query.JobId is null ? null : FieldRules.CheckId("JobId", query.JobId);
        string? key = query.Object is null ? null : FieldRules.CheckKey("Object", query.Object);
        return new Pager<WorkflowExecution>(async (token, size, cancellationToken) =>
        {
            var call = new ServiceCall("GET", ExecutionsPath, "ci:DescribeMediaWorkflowExecutions");
            call.AddQuery("workflowId", query.WorkflowId);
            call.AddQuery("jobId", jobId);
            call.AddQuery("name", key);
            AddPaging(call, token, size, query);
            Page<WorkflowExecution> page = await PageAsync(
                call,
                "WorkflowExecutionList",
                ExecutionReader.Read,
                (run, id) =>
                {
                    if (query.WorkflowId.Length > 0)
                    {
                        AnswerCheck.RequireId(run.WorkflowId, query.WorkflowId);
                    }

                    return Located(run) with
                    {
                        RequestId = id,
                        JobId = jobId ?? "",
                        WorkflowId = run.WorkflowId.Length > 0 ? run.WorkflowId : query.WorkflowId,
                    };
                },
                cancellationToken).ConfigureAwait(false);
            return asAnswered ? page : AnswerCheck.Matching(page, query.States, static run => run.StateText);
        }, static run => run.RunId);
    }

    /// <summary>Reads one execution with its tasks: <c>GET /workflowexecution/&lt;RunId&gt;</c> (doc 45949).</summary>
    /// <param name="runId">The id of the run.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>The execution; null when the bucket has none of that id.</returns>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public async Task<WorkflowExecution?> GetExecutionAsync(string runId, CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall("GET", ExecutionsPath + "/" + FieldRules.CheckId("RunId", runId), "ci:DescribeMediaWorkflowExecutions");
        try
        {
            return Located(
                await _sender.SendAsync(
                    call,
                    answer => answer.Parse((body, length, id) =>
                    {
                        WorkflowExecution run = ExecutionReader.ReadOne(body, length, id);
                        AnswerCheck.RequireId(run.RunId, runId);
                        return run;
                    }),
                    cancellationToken).ConfigureAwait(false));
        }
        catch (CiServiceException missing) when (missing.IsMissingItem)
        {
            return null;
        }
    }

    /// <summary>Reads the tasks of an execution that a list brought, which has none.</summary>
    /// <param name="run">The execution.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>The execution with its tasks, topology and workflow name; null when the bucket has none of its id.</returns>
    /// <inheritdoc cref="GetExecutionAsync" path="/exception"/>
    public async Task<WorkflowExecution?> ReadTasksAsync(WorkflowExecution run, CancellationToken cancellationToken = default)
    {
        _ = run ?? throw new ArgumentNullException(nameof(run));
        return await GetExecutionAsync(run.RunId, cancellationToken).ConfigureAwait(false) is { } detail
            ? run with { Tasks = detail.Tasks, Topology = detail.Topology, WorkflowName = detail.WorkflowName }
            : null;
    }

    /// <summary>
    /// Lists single media jobs: <c>GET /jobs</c> (doc 460/84766), a page at a time; those of PicProcess also from <c>/pic_jobs</c>.
    /// </summary>
    /// <param name="query">Which. A service may want its tag and queue, or list nothing without them.</param>
    /// <returns>What reads the pages; no request is sent before its first one is read.</returns>
    /// <exception cref="InvalidFieldException">The query's job or queue isn't an id.</exception>
    public Pager<MediaJob> ListMediaJobs(MediaJobQuery query)
    {
        _ = query ?? throw new ArgumentNullException(nameof(query));
        string? jobId = query.JobId is null ? null : FieldRules.CheckId("JobId", query.JobId);
        string? queueId = query.QueueId is null ? null : FieldRules.CheckId("QueueId", query.QueueId);
        return new Pager<MediaJob>(
            string.Equals(query.Tag, PictureTag, StringComparison.OrdinalIgnoreCase)
                ? new FirstList<MediaJob>(Read(MediaJobsPath), Read(PictureJobsPath)).ReadAsync
                : Read(MediaJobsPath),
            static job => job.MediaJobId);

        Func<string?, int, CancellationToken, Task<Page<MediaJob>>> Read(string path) => async (token, size, cancellationToken) =>
        {
            var call = new ServiceCall("GET", path, "ci:DescribeMediaJobs");
            call.AddQuery("inventoryTriggerJobId", jobId);
            call.AddQuery("queueId", queueId);
            call.AddQuery("tag", query.Tag);
            AddPaging(call, token, size, query);
            Page<MediaJob> page = await PageAsync(
                call,
                "JobsDetail",
                MediaJobReader.Read,
                (job, id) => Located(job) with { RequestId = id, JobId = jobId ?? "" },
                cancellationToken).ConfigureAwait(false);
            return page.Items.All(IsOfTag) ? page : new Page<MediaJob>([.. page.Items.Where(IsOfTag)], page.NextToken);
        };

        // Whether the service heeds the tag isn't certain: what says another one was not asked for.
        bool IsOfTag(MediaJob job) =>
            string.IsNullOrEmpty(query.Tag) || job.Tag.Length == 0 || string.Equals(job.Tag, query.Tag, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Lists the workflows of the bucket: <c>GET /workflow</c>, a page at a time.</summary>
    /// <param name="workflowIds">Their ids; empty for all.</param>
    /// <param name="name">Their name; null for any.</param>
    /// <returns>What reads the pages; no request is sent before its first one is read.</returns>
    /// <exception cref="InvalidFieldException">An id isn't one.</exception>
    public Pager<MediaWorkflow> ListWorkflows(IReadOnlyList<string> workflowIds, string? name = null)
    {
        _ = workflowIds ?? throw new ArgumentNullException(nameof(workflowIds));
        foreach (string id in workflowIds)
        {
            FieldRules.CheckWorkflowId(id);
        }

        return Numbered(
            number =>
            {
                ServiceCall call = NumberedCall(WorkflowsPath, "ci:DescribeMediaWorkflows", number);
                call.AddQuery("ids", string.Join(",", workflowIds));
                call.AddQuery("name", name);
                return call;
            },
            "MediaWorkflowList",
            MediaWorkflowReader.Read,
            (workflow, id) => workflow with { Bucket = Bucket, Region = Region, RequestId = id },
            static workflow => workflow.WorkflowId,
            workflowIds);
    }

    private Pager<T> Numbered<T>(
        Func<int, ServiceCall> call,
        string node,
        Func<AnswerReader, T> read,
        Func<T, string, T> locate,
        Func<T, string> id,
        IReadOnlyList<string> ids)
    {
        string[] asked = [.. ids];
        return new(new NumberedPages<T>((number, cancellationToken) => PageAsync(call(number), node, read, Locate, cancellationToken), id)
            .ReadAsync);

        T Locate(T item, string requestId)
        {
            if (asked.Length > 0)
            {
                AnswerCheck.RequireId(id(item), asked);
            }

            return locate(item, requestId);
        }
    }

    private static ServiceCall NumberedCall(string path, string camAction, int number)
    {
        var call = new ServiceCall("GET", path, camAction);
        call.AddQuery("pageNumber", number.ToString(CultureInfo.InvariantCulture));
        call.AddQuery("pageSize", NumberedPages<object>.PageSize.ToString(CultureInfo.InvariantCulture));
        return call;
    }

    private static ServiceCall JobsCall(JobQuery query, string? name, string? workflowId, string? token, int size)
    {
        var call = new ServiceCall("GET", JobsPath, "ci:DescribeInventoryTriggerJobs");
        call.AddQuery("type", query.Type);
        AddPaging(call, token, size, query);
        call.AddQuery("workflowId", workflowId);
        call.AddQuery("name", name);
        return call;
    }

    private Page<JobsDetail> ReadJobs(ServiceAnswer answer, string? workflowId) =>
        ReadPage(answer, "JobsDetail", JobsDetailReader.Read, (job, id) =>
        {
            string[] found = JobOperation.SplitIds(job.WorkflowIds);
            if (workflowId is not null && !found.Contains(workflowId, StringComparer.OrdinalIgnoreCase))
            {
                AnswerCheck.RequireId(job.WorkflowIds, workflowId);
            }

            return Located(job) with { RequestId = id };
        });

    private static Page<T> ReadPage<T>(ServiceAnswer answer, string node, Func<AnswerReader, T> read, Func<T, string, T> locate) =>
        answer.Parse((body, length, requestId) => ListReader.Read(body, length, requestId, node, read, locate));

    private Task<Page<T>> PageAsync<T>(
        ServiceCall call, string node, Func<AnswerReader, T> read, Func<T, string, T> locate, CancellationToken cancellationToken) =>
        _sender.SendAsync(
            call,
            answer => ReadPage(answer, node, read, locate),
            cancellationToken);

    private static void AddPaging(ServiceCall call, string? token, int size, CreationQuery query)
    {
        call.AddQuery("nextToken", token);
        call.AddQuery("size", size.ToString(CultureInfo.InvariantCulture));
        call.AddQuery("orderByTime", query.Order == CreationOrder.Asc ? "Asc" : "Desc");
        call.AddQuery("states", query.States.Count == 0 ? null : string.Join(",", query.States));
        call.AddQuery("startCreationTime", query.CreatedAfter is { } from ? ServiceTime.Format(from) : null);
        call.AddQuery("endCreationTime", query.CreatedBefore is { } to ? ServiceTime.Format(to) : null);
    }

    /// <summary>The key of an object of the bucket that is named by its key or its URL.</summary>
    /// <exception cref="InvalidFieldException">It is a URL that isn't the bucket's for certain.</exception>
    internal string KeyOf(string field, string keyOrUrl) => ObjectUrl.KeyIn(field, keyOrUrl, Bucket, Region, _objectHost);

    // The key alone of another bucket's object would name one of this bucket.
    private MediaJob Located(MediaJob job)
    {
        string bucket = job.InputBucket.Length > 0 ? job.InputBucket : Bucket;
        string region = job.InputRegion.Length > 0 ? job.InputRegion : Region;
        bool isOurs = (bucket, region) == (Bucket, Region);
        string url = "https://" + bucket + ".cos." + region + "." + Settings.Domain + "/" + PercentEncoding.EncodePath(job.Object);
        return job with { Bucket = Bucket, Region = Region, Object = isOurs || job.Object.Length == 0 ? job.Object : url };
    }

    private JobsDetail Located(JobsDetail job) => job with { Bucket = Bucket, Region = Region };

    private WorkflowExecution Located(WorkflowExecution run) => run with
    {
        Bucket = Bucket,
        Region = Region,
        Object = ObjectUrl.KeyOrForeign(run.Object, Bucket, Region, _objectHost),
    };
}
