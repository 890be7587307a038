using System.Collections.Generic;

namespace CiWorkflow.Completion;

/// <summary>Completes lengths of time, and the times that long ago.</summary>
public sealed class LengthCompleter : WordListCompleter
{
    private protected override IEnumerable<string> Words => ["1h", "12h", "1d", "7d", "30d"];
}
