using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Get-CiQueue: the queues that media jobs wait in, their state and whom they notify.</summary>
[Cmdlet(VerbsCommon.Get, "CiQueue", DefaultParameterSetName = NameSet, SupportsPaging = true)]
[OutputType(typeof(MediaQueue))]
public sealed class GetCiQueueCommand : DefinitionListCmdlet<MediaQueue>
{
    private const string IdSet = "QueueId";
    private const string NameSet = "Name";

    private readonly SortedDictionary<string, string> _unread = new(StringComparer.Ordinal);

    /// <summary>The names of queues, with wildcards; a queue's id finds that queue. All when it isn't given.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [Text("QueueId")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(Completion.QueueIdCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The ids of the queues; a job is taken for the queue that it runs in.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Text("QueueId")]
    [ArgumentCompleter(typeof(Completion.QueueIdCompleter))]
    public string[] QueueId { get; set; } = [];

    /// <summary>Only queues in this state.</summary>
    [Parameter]
    [Text]
    [ValidateSet("Active", "Paused")]
    public string? State { get; set; }

    /// <summary>Only queues of this kind, as the service names it; every kind when it isn't given.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.QueueCategoryCompleter))]
    public string? Category { get; set; }

    /// <inheritdoc/>
    private protected override string[] Ids => QueueId;

    /// <inheritdoc/>
    private protected override string[] Names => Name;

    /// <inheritdoc/>
    private protected override Pager<MediaQueue> List(CiClient client, IReadOnlyList<string> ids) =>
        Category is null
            ? client.ListAllQueues(ids, State, (kind, failure) => _unread[kind.ToString()] = failure.Message)
            : client.ListQueues(ids, State, Category);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_unread.Count > 0)
        {
            WriteWarning(Say(CommandMessages.QueueKindsUnread, string.Join("; ", _unread.Select(kind => kind.Key + ": " + kind.Value))));
        }

        base.EndProcessing();
    }

    /// <inheritdoc/>
    private protected override (string Id, string Name) Identify(MediaQueue item) => (item.QueueId, item.Name);

    /// <inheritdoc/>
    private protected override CommandException Missing(CiClient client, string idOrName) => QueueMissing(client, idOrName);
}
