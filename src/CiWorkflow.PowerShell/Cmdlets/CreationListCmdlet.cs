using System;
using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet that lists what was made at some time: the parameters that its list is limited and ordered by.</summary>
public abstract class CreationListCmdlet : ListCmdlet
{
    private protected const string ListSet = "List";

    /// <summary>Made at this time or after it.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [TimeTransformation]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public DateTimeOffset? CreatedAfter { get; set; }

    /// <summary>Made at this time or before it.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [TimeTransformation]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public DateTimeOffset? CreatedBefore { get; set; }

    /// <summary>The oldest first; without it the newest is.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Given]
    public SwitchParameter Ascending { get; set; }

    /// <summary>Whether something was made in the time that is asked for; what has no time is in none.</summary>
    private protected bool IsInTime(DateTimeOffset? created) =>
        (CreatedAfter is null || created >= CreatedAfter) && (CreatedBefore is null || created <= CreatedBefore);

    /// <summary>Whether a state, a key or another word is one of those that are asked for; without any each is.</summary>
    private protected static bool IsOneOf(string[] wanted, string word) =>
        wanted.Length == 0 || Array.Exists(wanted, one => string.Equals(one, word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The query with these limits and this order.</summary>
    private protected TQuery Limit<TQuery>(TQuery query, string[] states)
        where TQuery : CreationQuery
    {
        query.States = states;
        query.CreatedAfter = CreatedAfter;
        query.CreatedBefore = CreatedBefore;
        query.Order = Ascending ? CreationOrder.Asc : CreationOrder.Desc;
        return query;
    }
}
