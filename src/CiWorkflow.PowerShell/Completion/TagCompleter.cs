using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CiWorkflow.Completion;

/// <summary>Completes the operations that the service is known to have (460/80155); any other is taken too.</summary>
public sealed class TagCompleter : IArgumentCompleter
{
    private static readonly string[] Tags =
    [
        "Animation", "Concat", "DigitalWatermark", "ExtractDigitalWatermark", "MediaInfo", "NoiseReduction", "PicProcess", "QualityEstimate", "SDRtoHDR",
        "Segment", "SmartCover", "Snapshot", "SpeechRecognition", "StreamExtract", "SuperResolution", "Transcode", "Tts", "VideoMontage", "VideoProcess",
        "VideoTag", "VoiceSeparate",
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WordList.Complete(Tags, wordToComplete);
}
