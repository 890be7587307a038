using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace CiWorkflow.Model;

/// <summary>What a job of Type Job does with each object (460/80155: Operation). An instance is always fit to send.</summary>
public sealed record MediaOperation
{
    private const string MqConfig = "CallBackMqConfig";
    private const string KafkaConfig = "CallBackKafkaConfig";

    // 触发任务（独立节点）: these make objects. Of any other tag, the page's or not, nothing is demanded: several make none.
    private static readonly HashSet<string> TagsWithOutput = new(
        [
            "Animation", "Concat", "DigitalWatermark", "NoiseReduction", "PicProcess", "SDRtoHDR", "Segment", "SmartCover", "Snapshot",
            "SpeechRecognition", "StreamExtract", "SuperResolution", "Transcode", "Tts", "VideoMontage", "VideoProcess", "VoiceSeparate",
        ],
        StringComparer.OrdinalIgnoreCase);

    // For these another node of Output than Object may name what is made.
    private static readonly Dictionary<string, string> OtherOutputs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Snapshot"] = "SpriteObject", ["VoiceSeparate"] = "AuObject", ["StreamExtract"] = "StreamExtract",
    };

    // Of these the page has a template, or a node of their own.
    private static readonly HashSet<string> TagsWithParameters = new(
        [
            "Animation", "Concat", "DigitalWatermark", "ExtractDigitalWatermark", "SDRtoHDR", "Segment", "SmartCover", "Snapshot",
            "SpeechRecognition", "SuperResolution", "Transcode", "Tts", "VideoMontage", "VideoProcess", "VideoTag", "VoiceSeparate",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes an operation, and checks what the page requires of its tag. Another tag than the page's is not checked.</summary>
    /// <param name="tag">What is done: Transcode, Snapshot and so on.</param>
    /// <param name="jobParam">The XML of JobParam: TemplateId, or the nodes of the tag.</param>
    /// <param name="output">
    /// The XML of Output: Region, Bucket and Object, or other nodes for some tags; null where nothing is made.
    /// </param>
    /// <exception cref="InvalidFieldException">Something that the tag needs is missing.</exception>
    public MediaOperation(string tag, XElement jobParam, XElement? output)
    {
        Tag = tag is { Length: > 0 } ? tag : throw new InvalidFieldException("Tag", tag, Messages.TagRule);
        JobParam = jobParam ?? throw new ArgumentNullException(nameof(jobParam));
        Output = output;
        if (!jobParam.HasElements && TagsWithParameters.Contains(tag))
        {
            throw new InvalidFieldException("JobParam", null, string.Format(CultureInfo.InvariantCulture, Messages.JobParamRule, tag));
        }

        if (!TagsWithOutput.Contains(tag))
        {
            return;
        }

        string? other = OtherOutputs.TryGetValue(tag, out string? node) ? node : null;
        bool isNamed = output is not null
            && ((string?)output.Element("Object") is { Length: > 0 } || (other is not null && output.Element(other) is not null));
        if (!isNamed)
        {
            throw new InvalidFieldException(
                "OutputObject", null, string.Format(
                    CultureInfo.InvariantCulture, other is null ? Messages.OutputRule : Messages.OutputOrRule, tag, other));
        }
    }

    /// <summary>What is done.</summary>
    public string Tag { get; }

    /// <summary>The JobParam.</summary>
    public XElement JobParam { get; }

    /// <summary>The Output; null where nothing is made.</summary>
    public XElement? Output { get; }

    /// <summary>The queue; null for the bucket's own.</summary>
    public string? QueueId { get; init; }

    /// <summary>The type of queue where none is named; null for the tag's.</summary>
    public string? QueueType { get; init; }

    /// <summary>Whether it is done when the service is idle.</summary>
    public bool IsFreeTranscode { get; init; }

    /// <summary>A text that is passed on to the callback.</summary>
    public string? UserData { get; init; }

    /// <summary>The priority, 0 to 2, the highest; null for the service's 0.</summary>
    public int? JobLevel { get; init; }

    /// <summary>Whom the service calls when an object is done; null for what the queue says.</summary>
    public JobCallBack? CallBack { get; init; }

    /// <summary>
    /// All that it says, in the order of the example of 触发任务（独立节点）. What is written, what tells one request from another, what is
    /// compared with a job, and what makes two operations equal, is this list: a field that is added stands in all of them.
    /// </summary>
    internal IReadOnlyList<OperationField> Fields
    {
        get
        {
            JobCallBack callBack = CallBack ?? new JobCallBack();
            bool hasQueue = callBack.MqName.Length > 0;
            return
            [
                new("QueueId", QueueId, static shown => shown.QueueId) { NamesEntry = true },
                new("QueueType", QueueType, static shown => shown.QueueType) { Default = "Transcoding" },
                new("FreeTranscode", IsFreeTranscode ? "true" : null, static shown => shown.FreeTranscode) { Default = "false" },
                new("UserData", UserData, static shown => shown.UserData),
                new("CallBackFormat", Filled(callBack.CallBackFormat), static shown => shown.CallBack?.CallBackFormat ?? "")
                {
                    Default = "XML",
                },
                new("CallBackType", Filled(callBack.CallBackType), static shown => shown.CallBack?.CallBackType ?? "") { Default = "Url" },
                new("CallBack", Filled(callBack.CallBack), static shown => shown.CallBack?.CallBack ?? ""),
                new("MqRegion", hasQueue ? Filled(callBack.MqRegion) : null, static shown => shown.CallBack?.MqRegion ?? "")
                {
                    Parent = MqConfig,
                },
                new("MqMode", hasQueue ? Filled(callBack.MqMode) : null, static shown => shown.CallBack?.MqMode ?? "")
                {
                    Parent = MqConfig,
                },
                new("MqName", Filled(callBack.MqName), static shown => shown.CallBack?.MqName ?? "") { Parent = MqConfig },
                new("Region", Filled(callBack.KafkaRegion), static shown => shown.CallBack?.KafkaRegion ?? "") { Parent = KafkaConfig },
                new("InstanceId", Filled(callBack.KafkaInstanceId), static shown => shown.CallBack?.KafkaInstanceId ?? "")
                {
                    Parent = KafkaConfig,
                },
                new("Topic", Filled(callBack.KafkaTopic), static shown => shown.CallBack?.KafkaTopic ?? "") { Parent = KafkaConfig },
                new("Tag", Tag, static shown => shown.Tag) { NamesEntry = true },
                new("JobParam", null, static shown => shown.JobParam) { Node = JobParam, NamesEntry = true },
                new("Output", null, static shown => shown.Output?.Xml ?? "") { Node = Output, NamesEntry = true },
                new("JobLevel", Text(JobLevel), static shown => Text(shown.JobLevel) ?? "") { Default = "0" },
            ];
        }
    }

    /// <summary>The tag, and the template where there is one.</summary>
    public override string ToString() =>
        (string?)JobParam.Element("TemplateId") is { Length: > 0 } template ? Tag + " (" + template + ")" : Tag;

    /// <summary>Whether both ask for the same: the XML is compared by its nodes.</summary>
    /// <param name="other">Another operation.</param>
    /// <returns>True where they do.</returns>
    public bool Equals(MediaOperation? other) =>
        other is not null && Fields.Zip(other.Fields, static (one, another) => one.IsSame(another)).All(static isSame => isSame);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Tag);

    private static string? Filled(string text) => text.Length > 0 ? text : null;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
