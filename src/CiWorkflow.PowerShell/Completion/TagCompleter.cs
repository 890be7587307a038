using System.Collections.Generic;

namespace CiWorkflow.Completion;

/// <summary>Completes the operations that the service is known to have (460/80155); any other is taken too.</summary>
public sealed class TagCompleter : WordListCompleter
{
    private static readonly string[] Tags =
    [
        "Animation",
        "Concat", "DigitalWatermark", "ExtractDigitalWatermark", "MediaInfo", "NoiseReduction", "PicProcess", "QualityEstimate", "SDRtoHDR",
        "Segment", "SmartCover",
        "Snapshot", "SpeechRecognition", "StreamExtract", "SuperResolution", "Transcode", "Tts", "VideoMontage", "VideoProcess",
        "VideoTag", "VoiceSeparate",
    ];

    private protected override IEnumerable<string> Words => Tags;
}
