using System.Collections.Generic;
using System.Linq;
using CiWorkflow.Connection;

namespace CiWorkflow.Completion;

/// <summary>Completes the names of the session's contexts.</summary>
public sealed class ContextCompleter : WordListCompleter
{
    private protected override IEnumerable<string> Words => SessionContext.Named.Select(static context => context.Name!);
}
