using System.Collections.Generic;
using System.Linq;

namespace CiWorkflow.Cmdlets;

/// <summary>What a wait came to: the object that -OnCompleted gets as $_.</summary>
/// <param name="Items">What was waited for, each with what became of it.</param>
/// <param name="ElapsedSec">How many seconds the wait took.</param>
public sealed record CompletedWait(IReadOnlyList<WaitedItem> Items, long ElapsedSec)
{
    /// <summary>Whether everything ended well.</summary>
    public bool IsSuccess => Items.All(static item => item.IsSuccess);

    /// <summary>Whether the wait ended by its -Timeout before everything had ended.</summary>
    public bool IsTimedOut => Items.Any(static item => item.Outcome == "TimedOut");

    /// <summary>One line for each item: the text of a message.</summary>
    public override string ToString() => string.Join("\n", Items);
}
