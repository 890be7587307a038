using System.Collections.Generic;
using System.Linq;
using CiWorkflow.Model;

namespace CiWorkflow.Completion;

/// <summary>Completes the kinds of queues that the service is known to have; any other is taken too.</summary>
public sealed class QueueCategoryCompleter : WordListCompleter
{
    private static readonly string[] Kinds =
        ["CateAll", "Transcoding", "SpeedTranscoding", .. QueueKind.Others.Select(static kind => kind.Words[0])];

    private protected override IEnumerable<string> Words => Kinds;
}
