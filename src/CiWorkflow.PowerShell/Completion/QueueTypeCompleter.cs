using System.Collections.Generic;

namespace CiWorkflow.Completion;

/// <summary>Completes the types of queues that an operation may wait in (460/84766); any other is taken too.</summary>
public sealed class QueueTypeCompleter : WordListCompleter
{
    private static readonly string[] Types =
        ["Transcoding", "SpeedTranscoding", "Speeching", "PicProcess", "AIProcess", "DocProcess", "FileProcess"];

    private protected override IEnumerable<string> Words => Types;
}
