using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using CiWorkflow.Http;
using CiWorkflow.Inputs;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow;

/// <summary>A client of the service for one bucket: one method a call.</summary>
/// <remarks>
/// Safe for concurrent use and cheap to make: the connections belong to the process, the signing keys to the credential.
/// Every method throws <see cref="CiServiceException"/> when the service answers with an error,
/// <see cref="CiTransportException"/> when no answer came that could be read, and
/// <see cref="OperationCanceledException"/> when it was cancelled.
/// </remarks>
public sealed class CiClient
{
    private const string JobsPath = "/inventorytriggerjob";
    private const string ExecutionsPath = "/workflowexecution";
    private const string WorkflowsPath = "/workflow";
    private const int WorkflowsOnPage = 50;

    // Bytes a second: a line that is slower than this takes longer than the timeout.
    private const long SlowestUpload = 128 * 1024;

    // A file of keys may have gigabytes, and its size isn't known before.
    private static readonly TimeSpan LongestDownload = TimeSpan.FromHours(2);

    private readonly CiClientSettings _settings;
    private readonly CiTransport _transport;

    /// <summary>Makes a client.</summary>
    /// <param name="settings">Where its calls go and how; not to be changed afterwards.</param>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public CiClient(CiClientSettings settings)
    {
        _settings = settings ?? throw new ArgumentNullException(nameof(settings));
        _transport = new CiTransport(settings);
    }

    /// <summary>The bucket that it is for, as name-APPID.</summary>
    public string Bucket => _settings.Bucket;

    /// <summary>The bucket's region.</summary>
    public string Region => _settings.Region;

    /// <summary>Makes a job: <c>POST /inventorytriggerjob</c> (page).</summary>
    /// <param name="request">What to make it from.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have made the job all the same.</param>
    /// <returns>The job as the service made it.</returns>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">
    /// No readable answer came. Where <see cref="CiTransportException.MayHaveActed"/> is true the job may exist: look for it
    /// before making it again, for every object that a job touches is paid for.
    /// </exception>
    public Task<JobsDetail> CreateJobAsync(CreateJobRequest request, CancellationToken cancellationToken = default) =>
        CreateJobAsync(request, cancellationToken, cancellationToken);

    /// <summary>Makes jobs once and not twice: where the outcome of a call is unknown, it looks for the job before it asks again.</summary>
    public JobTrigger Trigger => new(this, _settings);

    internal async Task<JobsDetail> CreateJobAsync(CreateJobRequest request, CancellationToken cancellationToken, CancellationToken abandon)
    {
        _ = request ?? throw new ArgumentNullException(nameof(request));
        var call = new CiRequest("POST", JobsPath) { Body = CreateJobWriter.Write(request) };
        return Located(await _transport.SendAsync(call, answer => Read(answer, JobAnswerReader.ReadCreated), cancellationToken, abandon).ConfigureAwait(false));
    }

    /// <summary>Reads a job: <c>GET /inventorytriggerjob/&lt;jobId&gt;</c> (doc 76893).</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>The job; null when the bucket has none of that id.</returns>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public async Task<JobsDetail?> GetJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        var call = new CiRequest("GET", JobsPath + "/" + FieldRules.CheckId("JobId", jobId));
        try
        {
            JobsDetail? job = await _transport.SendAsync(call, answer => Read(answer, JobAnswerReader.ReadOne), cancellationToken).ConfigureAwait(false);
            return job is null ? null : Located(job);
        }
        catch (CiServiceException missing) when (missing.IsMissingItem)
        {
            return null;
        }
    }

    /// <summary>Lists jobs: <c>GET /inventorytriggerjob</c> (doc 76894), a page at a time.</summary>
    /// <param name="query">Which.</param>
    /// <returns>What reads the pages; nothing is asked before its first one is.</returns>
    /// <exception cref="InvalidFieldException">The query's name or workflow id breaks its rule.</exception>
    public Pager<JobsDetail> ListJobs(JobQuery query)
    {
        _ = query ?? throw new ArgumentNullException(nameof(query));
        string? name = query.Name is null ? null : FieldRules.CheckName(query.Name);
        string? workflowId = query.WorkflowId is null ? null : FieldRules.CheckWorkflowId(query.WorkflowId);
        return new Pager<JobsDetail>((token, size, cancellationToken) =>
        {
            var call = new CiRequest("GET", JobsPath);
            AddGiven(call, "type", query.Type);
            AddPaging(call, token, size, query);
            AddGiven(call, "workflowId", workflowId);
            AddGiven(call, "name", name);
            return PageAsync(call, "JobsDetail", JobsDetailReader.Read, (job, id) => Located(job) with { RequestId = id }, cancellationToken);
        });
    }

    /// <summary>Cancels a job: <c>PUT /inventorytriggerjob/&lt;jobId&gt;?cancel</c> (doc 76892).</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have cancelled the job all the same.</param>
    /// <returns>Nothing: the service answers without a body.</returns>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public Task CancelJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        var call = new CiRequest("PUT", JobsPath + "/" + FieldRules.CheckId("JobId", jobId));
        call.Query.Add(new("cancel", ""));
        return _transport.SendAsync(call, static answer => answer, cancellationToken);
    }

    /// <summary>Lists the executions of a workflow: <c>GET /workflowexecution</c> (doc 80050), a page at a time.</summary>
    /// <param name="query">Which.</param>
    /// <returns>What reads the pages; nothing is asked before its first one is.</returns>
    /// <exception cref="InvalidFieldException">The query's job or object breaks its rule.</exception>
    public Pager<WorkflowExecution> ListExecutions(ExecutionQuery query)
    {
        _ = query ?? throw new ArgumentNullException(nameof(query));
        string? jobId = query.JobId is null ? null : FieldRules.CheckId("JobId", query.JobId);
        string? key = query.Object is null ? null : FieldRules.CheckKey("Object", query.Object);
        return new Pager<WorkflowExecution>((token, size, cancellationToken) =>
        {
            var call = new CiRequest("GET", ExecutionsPath);
            AddGiven(call, "workflowId", query.WorkflowId);
            AddGiven(call, "jobId", jobId);
            AddGiven(call, "name", key);
            AddPaging(call, token, size, query);
            return PageAsync(
                call,
                "WorkflowExecutionList",
                ExecutionReader.Read,
                (run, id) => Located(run) with
                {
                    RequestId = id,
                    JobId = jobId ?? "",
                    WorkflowId = run.WorkflowId.Length > 0 ? run.WorkflowId : query.WorkflowId,
                },
                cancellationToken);
        });
    }

    /// <summary>Reads one execution with its tasks: <c>GET /workflowexecution/&lt;RunId&gt;</c> (doc 45949).</summary>
    /// <param name="runId">The id of the run.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>The execution; null when the bucket has none of that id.</returns>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public async Task<WorkflowExecution?> GetExecutionAsync(string runId, CancellationToken cancellationToken = default)
    {
        var call = new CiRequest("GET", ExecutionsPath + "/" + FieldRules.CheckId("RunId", runId));
        try
        {
            return Located(await _transport.SendAsync(call, answer => Read(answer, ExecutionReader.ReadOne), cancellationToken).ConfigureAwait(false));
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

    /// <summary>Lists the workflows of the bucket: <c>GET /workflow</c>, a page at a time.</summary>
    /// <param name="workflowIds">Their ids; empty for all.</param>
    /// <param name="name">Their name; null for any.</param>
    /// <returns>What reads the pages; nothing is asked before its first one is.</returns>
    /// <exception cref="InvalidFieldException">An id isn't one.</exception>
    public Pager<MediaWorkflow> ListWorkflows(IReadOnlyList<string> workflowIds, string? name = null)
    {
        _ = workflowIds ?? throw new ArgumentNullException(nameof(workflowIds));
        foreach (string id in workflowIds)
        {
            FieldRules.CheckWorkflowId(id);
        }

        // This list counts pages instead of handing out tokens: its token here is the number of the next page, and a page
        // that isn't full is the last one.
        return new Pager<MediaWorkflow>(async (token, _, cancellationToken) =>
        {
            int number = token is null ? 1 : int.Parse(token, CultureInfo.InvariantCulture);
            var call = new CiRequest("GET", WorkflowsPath);
            AddGiven(call, "ids", workflowIds.Count == 0 ? null : string.Join(",", workflowIds));
            AddGiven(call, "name", name);
            AddGiven(call, "pageNumber", number.ToString(CultureInfo.InvariantCulture));
            AddGiven(call, "pageSize", WorkflowsOnPage.ToString(CultureInfo.InvariantCulture));
            Page<MediaWorkflow> page = await PageAsync(
                call, "MediaWorkflowList", MediaWorkflowReader.Read, (workflow, id) => Located(workflow) with { RequestId = id }, cancellationToken).ConfigureAwait(false);
            string? next = page.Items.Count < WorkflowsOnPage ? null : (number + 1).ToString(CultureInfo.InvariantCulture);
            return new Page<MediaWorkflow>(page.Items, next);
        });
    }

    /// <summary>The host of the bucket's objects, as it stands in their URLs.</summary>
    public string BucketHost => CiTransport.BucketHost(Bucket, Region);

    /// <summary>The objects that an input selects, as a job over it would; nothing is asked before the first page is read.</summary>
    /// <param name="query">What to read.</param>
    /// <returns>What reads the pages; to be disposed.</returns>
    /// <exception cref="InvalidFieldException">A UrlFile or a Manifest is given as a URL that isn't of this bucket.</exception>
    public InputSelection SelectObjects(InputQuery query) => new(this, query ?? throw new ArgumentNullException(nameof(query)));

    /// <summary>What the bucket tells of an object: <c>HEAD /&lt;key&gt;</c> on the cos host.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>Its size, its upload time and its storage class; null when the bucket has none of that key.</returns>
    /// <exception cref="InvalidFieldException">The key can't be sent.</exception>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public async Task<CiInputObject?> HeadObjectAsync(string key, CancellationToken cancellationToken = default)
    {
        var call = new CiRequest("HEAD", "/" + FieldRules.CheckPathKey("Key", key)) { IsForBucket = true };
        try
        {
            return await _transport.SendAsync(
                call,
                answer => new CiInputObject(key)
                {
                    Size = answer.ContentLength,
                    LastModified = answer.LastModified,
                    StorageClass = answer.StorageClass.Length > 0 ? answer.StorageClass : "STANDARD",
                    Exists = true,
                    Bucket = Bucket,
                    Region = Region,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException missing) when (missing.HttpStatus == 404)
        {
            return null;
        }
    }

    /// <summary>Reads an object: <c>GET /&lt;key&gt;</c> on the cos host.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="target">What it is written to, emptied before each try.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>When it has been read whole.</returns>
    /// <exception cref="InvalidFieldException">The key can't be sent.</exception>
    /// <exception cref="CiServiceException">The service refused; 404 where the bucket has none of that key.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public Task ReadObjectAsync(string key, Stream target, CancellationToken cancellationToken = default)
    {
        var call = new CiRequest("GET", "/" + FieldRules.CheckPathKey("Key", key)) { IsForBucket = true, Target = target, MoreTime = LongestDownload };
        return _transport.SendAsync(call, static answer => answer, cancellationToken);
    }

    internal Task<ObjectPage> ListObjectsAsync(string prefix, string marker, string delimiter, CancellationToken cancellationToken)
    {
        var call = new CiRequest("GET", "/") { IsForBucket = true };
        AddGiven(call, "prefix", prefix);
        AddGiven(call, "marker", marker);
        AddGiven(call, "delimiter", delimiter);
        AddGiven(call, "max-keys", "1000");
        return _transport.SendAsync(call, answer => Read(answer, static (body, length, _) => ObjectListReader.Read(body, length)), cancellationToken);
    }

    /// <summary>Writes an object: <c>PUT /&lt;key&gt;</c> on the cos host, with Content-MD5. It is there whole or not at all.</summary>
    /// <param name="key">Its key: 1 to 850 bytes of UTF-8.</param>
    /// <param name="content">What to write, read from its beginning, and again where the call is repeated; it stays open.</param>
    /// <param name="md5">The MD5 of the content, 16 bytes.</param>
    /// <param name="onlyIfAbsent">Leaves an object that is there already alone, where the service honours If-None-Match.</param>
    /// <param name="cancellationToken">Ends the call at once; the object may have been written all the same.</param>
    /// <returns>The id of the request.</returns>
    /// <exception cref="InvalidFieldException">The key can't be sent.</exception>
    /// <exception cref="CiServiceException">The service refused; 409 or 412 where the object is there.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public Task<string> PutObjectAsync(string key, Stream content, byte[] md5, bool onlyIfAbsent = false, CancellationToken cancellationToken = default)
    {
        _ = content ?? throw new ArgumentNullException(nameof(content));
        var call = new CiRequest("PUT", "/" + FieldRules.CheckPathKey("Key", key))
        {
            IsForBucket = true,
            BodyStream = content,
            ContentMd5 = md5,
            ContentType = "text/plain; charset=utf-8",
            OnlyIfAbsent = onlyIfAbsent,
            MoreTime = TimeSpan.FromSeconds(content.Length / SlowestUpload),
        };
        return _transport.SendAsync(call, static answer => answer.RequestId, cancellationToken);
    }

    private Task<Page<T>> PageAsync<T>(CiRequest call, string node, Func<AnswerReader, T> read, Func<T, string, T> locate, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            call,
            answer => Read(answer, (body, length, requestId) => ListReader.Read(body, length, requestId, node, read, locate)),
            cancellationToken);

    private static void AddPaging(CiRequest call, string? token, int size, CreationQuery query)
    {
        AddGiven(call, "nextToken", token);
        AddGiven(call, "size", size.ToString(CultureInfo.InvariantCulture));
        AddGiven(call, "orderByTime", query.Order == CreationOrder.Asc ? "Asc" : "Desc");
        AddGiven(call, "states", query.States.Count == 0 ? null : string.Join(",", query.States));
        AddGiven(call, "startCreationTime", query.CreatedAfter is { } from ? ServiceTime.Format(from) : null);
        AddGiven(call, "endCreationTime", query.CreatedBefore is { } to ? ServiceTime.Format(to) : null);
    }

    private static void AddGiven(CiRequest call, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            call.Query.Add(new(name, value));
        }
    }

    private JobsDetail Located(JobsDetail job) => job with { Bucket = Bucket, Region = Region };

    private WorkflowExecution Located(WorkflowExecution run) => run with { Bucket = Bucket, Region = Region };

    private MediaWorkflow Located(MediaWorkflow workflow) => workflow with { Bucket = Bucket, Region = Region };

    private static T Read<T>(CiResponse answer, Func<byte[], int, string, T> reader)
    {
        try
        {
            return reader(answer.Body, answer.Length, answer.RequestId);
        }
        catch (XmlException malformed)
        {
            throw new CiTransportException(TransportFailure.UnreadableAnswer, answer.Uri, answer.RequestId, malformed.Message, malformed);
        }
    }
}
