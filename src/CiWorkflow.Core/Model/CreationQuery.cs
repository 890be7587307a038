using System;
using System.Collections.Generic;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>What the lists of jobs and of executions have in common. What is null is not limited.</summary>
public abstract class CreationQuery
{
    private IReadOnlyList<string> _states = [];

    /// <summary>The states, in the service's words and any case; empty for all.</summary>
    /// <exception cref="InvalidFieldException">A word is no state.</exception>
    public IReadOnlyList<string> States
    {
        get => _states;
        set => _states = value is null
            ? throw new ArgumentNullException(nameof(value))
            : value.Select(static word => QueryWords.Spell("State", word, QueryWords.States)).ToArray();
    }

    /// <summary>Made at this time or after it, in whole seconds.</summary>
    public DateTimeOffset? CreatedAfter { get; set; }

    /// <summary>Made at this time or before it, in whole seconds.</summary>
    public DateTimeOffset? CreatedBefore { get; set; }

    /// <summary>The order.</summary>
    public CreationOrder Order { get; set; }
}
