using System.Collections.Generic;

namespace CiWorkflow.Completion;

/// <summary>Completes the operations that the service is known to have (460/80155); any other is taken too.</summary>
public sealed class TagCompleter : WordListCompleter
{
    private static readonly string[] Tags =
    [
        "Animation", "Concat", "DNA", "DigitalWatermark", "ExtractDigitalWatermark", "ImageInspect", "ImageOCR", "MediaInfo",
        "NoiseReduction", "PicProcess", "QualityEstimate", "SDRtoHDR", "Segment", "SmartCover", "Snapshot", "SpeechRecognition",
        "StreamExtract", "SuperResolution", "Transcode", "Translation", "Tts", "VideoEnhance", "VideoMontage", "VideoProcess", "VideoTag",
        "VideoTargetRec", "VocalScore", "VoiceSeparate", "WordsGeneralize",
    ];

    private protected override IEnumerable<string> Words => Tags;
}
