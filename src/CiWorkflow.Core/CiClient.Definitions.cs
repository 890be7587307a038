using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow;

/// <content>The calls about what jobs run with: workflows, queues, templates, and the binding of the bucket.</content>
public sealed partial class CiClient
{
    /// <summary>
    /// Activates or pauses a workflow: <c>PUT /workflow/&lt;id&gt;?active</c> or <c>?paused</c> (Go and Python SDKs). It may take five
    /// minutes to have effect.
    /// </summary>
    /// <param name="workflowId">Its id.</param>
    /// <param name="isActive">Whether uploads are to start it from now on.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have changed it all the same.</param>
    /// <returns>Nothing: the state is read by listing the workflow.</returns>
    /// <exception cref="InvalidFieldException">The id isn't one.</exception>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public Task SetWorkflowStateAsync(string workflowId, bool isActive, CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall("PUT", WorkflowPath(workflowId), "ci:UpdateMediaWorkflow");
        call.Query.Add(new(isActive ? "active" : "paused", ""));
        return _sender.SendAsync(call, static answer => answer, cancellationToken);
    }

    /// <summary>Creates a workflow: <c>POST /workflow</c> (page 创建工作流). Doing it twice makes two of the same name.</summary>
    /// <param name="name">Its name: letters, digits, <c>-</c> and <c>_</c>, at most 128.</param>
    /// <param name="isActive">Whether uploads are to start it at once.</param>
    /// <param name="topology">The XML of its Topology.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have made it all the same.</param>
    /// <returns>The workflow with the id that it was given.</returns>
    /// <exception cref="InvalidFieldException">The name isn't one.</exception>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No readable answer came; where MayHaveActed is true the workflow may exist.</exception>
    public async Task<MediaWorkflow> CreateWorkflowAsync(
        string name, bool isActive, string topology, CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall("POST", WorkflowsPath, "ci:CreateMediaWorkflow")
        {
            Body = WorkflowWriter.Write(FieldRules.CheckName(name), isActive ? "Active" : "Paused", topology),
        };
        (MediaWorkflow workflow, string requestId) = await SendForItemAsync(
            call,
            static (xml, node) => node == "MediaWorkflow" ? MediaWorkflowReader.Read(xml) : null,
            made => AnswerCheck.RequireId(made.Name.Trim(), name),
            Messages.NoWorkflowInAnswer,
            cancellationToken).ConfigureAwait(false);
        return workflow with { Bucket = Bucket, Region = Region, RequestId = requestId };
    }

    /// <summary>Deletes a workflow: <c>DELETE /workflow/&lt;id&gt;</c>. The service refuses one that is active.</summary>
    /// <param name="workflowId">Its id.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have deleted it all the same.</param>
    /// <returns>Nothing.</returns>
    /// <inheritdoc cref="SetWorkflowStateAsync" path="/exception"/>
    public Task DeleteWorkflowAsync(string workflowId, CancellationToken cancellationToken = default) =>
        _sender.SendAsync(
            new ServiceCall("DELETE", WorkflowPath(workflowId), "ci:DeleteMediaWorkflow"), static answer => answer, cancellationToken);

    /// <summary>
    /// Lists the queues of one kind: <c>GET /queue</c> (page 搜索媒体处理队列), or <c>/asrqueue</c>, <c>/picqueue</c>, <c>/ai_queue</c>,
    /// <c>/docqueue</c>, <c>/file_queue</c>, a page at a time.
    /// </summary>
    /// <param name="queueIds">Their ids; empty for all.</param>
    /// <param name="state">Active or Paused; null for both.</param>
    /// <param name="category">
    /// The kind of queue, as the service names it: CateAll, Transcoding, SpeedTranscoding, Speeching, PicProcessing, AIProcess,
    /// DocProcessing or FileProcessing; null for what it lists when nothing is said.
    /// </param>
    /// <returns>What reads the pages; no request is sent before its first one is read.</returns>
    /// <exception cref="InvalidFieldException">An id isn't one, or the state is no state of a queue.</exception>
    public Pager<MediaQueue> ListQueues(IReadOnlyList<string> queueIds, string? state = null, string? category = null)
    {
        QueueKind kind = QueueKind.OfCategory(category);
        return ListQueues(kind, queueIds, state, kind == QueueKind.Media ? category : null);
    }

    /// <summary>Lists the queues of every kind, a page at a time: a kind that the service doesn't know has none.</summary>
    /// <param name="queueIds">Their ids; empty for all.</param>
    /// <param name="state">Active or Paused; null for both.</param>
    /// <param name="unread">Called with a kind that could not be read; those of media processing must be readable.</param>
    /// <returns>What reads the pages; no request is sent before its first one is read.</returns>
    /// <inheritdoc cref="ListQueues(IReadOnlyList{string}, string?, string?)" path="/exception"/>
    internal Pager<MediaQueue> ListAllQueues(IReadOnlyList<string> queueIds, string? state, Action<QueueKind, CiException> unread)
    {
        // Without a category the service lists the ordinary queues only; a service that knows no categories lists none with one.
        const int WithoutCategory = 1;
        List<(QueueKind Kind, string? Category)> lists = [(QueueKind.Media, "CateAll"), (QueueKind.Media, null)];
        lists.AddRange(QueueKind.Others.Select(static kind => (kind, (string?)null)));
        return new Pager<MediaQueue>(new QueueLists(
            lists.ConvertAll(list => (Func<Pager<MediaQueue>>)(() => ListQueues(list.Kind, queueIds, state, list.Category))),
            (place, failure) =>
            {
                if (lists[place].Kind == QueueKind.Media || failure is not (CiServiceException or CiTransportException))
                {
                    return false;
                }

                if (failure is not CiServiceException { HttpStatus: 400 or 404 or 405 or 501 })
                {
                    unread(lists[place].Kind, failure);
                }

                return true;
            },
            static (place, count) => place == WithoutCategory && count > 0).ReadAsync);
    }

    private Pager<MediaQueue> ListQueues(QueueKind kind, IReadOnlyList<string> queueIds, string? state, string? category)
    {
        _ = queueIds ?? throw new ArgumentNullException(nameof(queueIds));
        string ids = string.Join(",", queueIds.Select(static id => FieldRules.CheckId("QueueId", id)));
        string? spelled = state is null ? null : QueryWords.Spell("State", state, QueryWords.QueueStates);
        return Numbered(
            number =>
            {
                ServiceCall call = NumberedCall(kind.Path, kind.ListAction, number);
                call.AddQuery("queueIds", ids);
                call.AddQuery("state", spelled);
                call.AddQuery("category", category);
                return call;
            },
            "QueueList",
            MediaQueueReader.Read,
            (queue, id) => Located(queue, kind) with { RequestId = id },
            static queue => queue.QueueId,
            queueIds);
    }

    private MediaQueue Located(MediaQueue queue, QueueKind kind) => queue with
    {
        Bucket = Bucket,
        Region = Region,
        Path = kind.Path,
        Category = queue.Category.Length > 0 || kind.Words.Length == 0 ? queue.Category : kind.Words[0],
    };

    /// <summary>
    /// Writes a queue back, changed: <c>PUT /queue/&lt;id&gt;</c> (page 更新媒体处理队列) or the call of its kind, which takes name, state and
    /// notification together.
    /// </summary>
    /// <param name="queue">The queue as it is to be, made from one that was read.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have changed it all the same.</param>
    /// <returns>The queue as the service has it now.</returns>
    /// <exception cref="InvalidFieldException">The id or the name isn't one.</exception>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public async Task<MediaQueue> UpdateQueueAsync(MediaQueue queue, CancellationToken cancellationToken = default)
    {
        _ = queue ?? throw new ArgumentNullException(nameof(queue));
        if (queue.Name.Length is 0 or > 128)
        {
            throw new InvalidFieldException("Name", queue.Name, string.Format(
                System.Globalization.CultureInfo.InvariantCulture, Messages.QueueNameLength, queue.Name.Length));
        }

        QueueKind kind = QueueKind.OfPath(queue.Path);
        var call = new ServiceCall("PUT", kind.Path + "/" + FieldRules.CheckId("QueueId", queue.QueueId), kind.UpdateAction)
        {
            Body = QueueWriter.Write(queue),
        };
        (MediaQueue changed, string requestId) = await SendForItemAsync(
            call,
            static (xml, node) => node == "Queue" ? MediaQueueReader.Read(xml) : null,
            made => AnswerCheck.RequireId(made.QueueId, queue.QueueId),
            Messages.NoQueueInAnswer,
            cancellationToken).ConfigureAwait(false);
        return Located(changed, kind) with { RequestId = requestId };
    }

    /// <summary>Lists templates: <c>GET /template</c> (page 查询模板), a page at a time.</summary>
    /// <param name="query">Which.</param>
    /// <returns>What reads the pages; no request is sent before its first one is read.</returns>
    /// <exception cref="InvalidFieldException">An id isn't one.</exception>
    public Pager<MediaTemplate> ListTemplates(TemplateQuery query)
    {
        _ = query ?? throw new ArgumentNullException(nameof(query));
        string ids = string.Join(",", query.TemplateIds.Select(static id => FieldRules.CheckId("TemplateId", id)));
        return Numbered(
            number =>
            {
                ServiceCall call = NumberedCall("/template", "ci:DescribeMediaTemplates", number);
                call.AddQuery("tag", query.Tag);
                call.AddQuery("category", query.Category);
                call.AddQuery("ids", ids);
                call.AddQuery("name", query.Name);
                return call;
            },
            "TemplateList",
            MediaTemplateReader.Read,
            (template, id) => template with { Bucket = Bucket, Region = Region, RequestId = id },
            static template => template.TemplateId,
            query.TemplateIds);
    }

    /// <summary>
    /// Whether media processing is switched on for the bucket: <c>GET /mediabucket</c> (page DescribeMediaBuckets), asked of the region's
    /// host.
    /// </summary>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>The binding; null where there is none.</returns>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public async Task<MediaBucket?> GetBindingAsync(CancellationToken cancellationToken = default)
    {
        ServiceCall call = NumberedCall("/mediabucket", "ci:DescribeMediaBuckets", 1);
        call.AddQuery("regions", Region);
        call.AddQuery("bucketNames", Bucket);
        var sender = new RequestSender(Settings, ServiceHost.CiRegion(Settings));
        Page<MediaBucket> page = await sender.SendAsync(
            call,
            static answer => answer.Parse(
                static (body, length, requestId) =>
                    ListReader.Read(body, length, requestId, "MediaBucketList", MediaBucketReader.Read, static (bucket, _) => bucket)),
            cancellationToken).ConfigureAwait(false);
        return page.Items.FirstOrDefault(bucket => bucket.BucketId == Bucket);
    }

    /// <summary>Starts a workflow on one object with one request, never repeated: <c>POST /triggerworkflow</c> (doc 460/54640).</summary>
    /// <param name="workflowId">The workflow; one that is paused runs too.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="name">A name for the run, which the SDKs send and the page doesn't have; null for none.</param>
    /// <param name="cancellationToken">Ends the call at once; the service may have started it all the same.</param>
    /// <returns>The execution as far as the answer has it: its RunId (InstanceId), not its state.</returns>
    /// <exception cref="InvalidFieldException">The id or the key isn't one.</exception>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No readable answer came. Where MayHaveActed is true the execution may exist.</exception>
    internal async Task<WorkflowExecution> StartExecutionOnceAsync(
        string workflowId, string key, string? name, CancellationToken cancellationToken)
    {
        var call = new ServiceCall("POST", "/triggerworkflow", "ci:TriggerMediaWorkflow");
        call.AddQuery("workflowId", FieldRules.CheckWorkflowId(workflowId));
        call.AddQuery("object", FieldRules.CheckKey("Object", key));
        call.AddQuery("name", name);
        await Retry.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
        (string runId, string requestId) = await _sender.SendOnceAsync(
            call,
            static answer => answer.Parse(static (body, length, id) => ItemReader.Read(
                body, length, id, static (xml, node) =>
                    node == "InstanceId" && xml.Word() is { Length: > 0 } run ? run : null, Messages.NoInstanceInAnswer)),
            cancellationToken).ConfigureAwait(false);
        return Located(new WorkflowExecution { RunId = runId, WorkflowId = workflowId, Object = key, RequestId = requestId });
    }

    private static string WorkflowPath(string workflowId) => WorkflowsPath + "/" + FieldRules.CheckWorkflowId(workflowId);

    private Task<(T Item, string RequestId)> SendForItemAsync<T>(
        ServiceCall call, Func<AnswerReader, string, T?> read, Action<T> check, string missing, CancellationToken cancellationToken)
        where T : class =>
        _sender.SendAsync(
            call,
            answer => answer.Parse((body, length, id) =>
            {
                (T Item, string RequestId) answered = ItemReader.Read(body, length, id, read, missing);
                check(answered.Item);
                return answered;
            }),
            cancellationToken);
}
