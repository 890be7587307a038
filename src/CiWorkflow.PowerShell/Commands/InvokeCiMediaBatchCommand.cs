using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Xml.Linq;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>
/// Invoke-CiMediaBatch: does one media operation, without a workflow, with many objects of a bucket at once (460/80155).
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CiMediaBatch", DefaultParameterSetName = RowSet, SupportsShouldProcess = true)]
[OutputType(typeof(JobsDetail))]
public sealed class InvokeCiMediaBatchCommand : TriggerCmdlet
{
    private const int HighestPriority = 2;

    private readonly HashSet<(string Bucket, string Key)> _outputs = [];
    private bool _isFixedKeyWarned;
    private bool _isOwnInputWarned;

    /// <summary>What is done with each object: Transcode, Snapshot and so on. The service may know more than Tab completes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text("Tag", BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>The template of the operation.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text("TemplateId", BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.TemplateIdCompleter))]
    public string? TemplateId { get; set; }

    /// <summary>
    /// The parameters of the operation instead of a template or beside it: a hashtable whose names become nodes, or XML.
    /// </summary>
    [Parameter]
    [Given]
    [XmlNodes("JobParam")]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public XElement? JobParam { get; set; }

    /// <summary>
    /// The key of what is made of each object, with placeholders such as ${InventoryTriggerJobId}, ${InputName}, ${Number} and ${Ext}.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? OutputObject { get; set; }

    /// <summary>The bucket that it is written to; the objects' own when it isn't given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.BucketCompleter))]
    public string? OutputBucket { get; set; }

    /// <summary>The region of that bucket; the objects' own when it isn't given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.RegionCompleter))]
    public string? OutputRegion { get; set; }

    /// <summary>
    /// Further nodes of Output that some operations have: @{ SpriteObject = … }, @{ AuObject = … }, @{ StreamExtract = @{ Index = 0;
    /// Object = … } }.
    /// </summary>
    [Parameter]
    [Given]
    [XmlNodes("Output")]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public XElement? Output { get; set; }

    /// <summary>The queue that the operations wait in; the bucket's own when it isn't given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text("QueueId", BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.QueueIdCompleter))]
    public string? QueueId { get; set; }

    /// <summary>The type of queue where no queue is given, such as Transcoding or SpeedTranscoding.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.QueueTypeCompleter))]
    public string? QueueType { get; set; }

    /// <summary>Transcodes when the service is idle, which costs less and takes longer.</summary>
    [Parameter]
    [Given]
    public SwitchParameter FreeTranscode { get; set; }

    /// <summary>The priority: 0, 1 or 2, the highest.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Given(BlankInRow = true)]
    public int? Priority { get; set; }

    /// <summary>A text that the service passes on to the callback.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Text(BlankInRow = true)]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? UserData { get; set; }

    /// <summary>The address that the service calls when an object is done, instead of the queue's; no for none.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? CallBack { get; set; }

    /// <summary>The form of the call.</summary>
    [Parameter]
    [Text]
    [ValidateSet("XML", "JSON")]
    public string? CallBackFormat { get; set; }

    /// <summary>Whether an address is called, or a message queue of TDMQ or Kafka is written to.</summary>
    [Parameter]
    [Text]
    [ValidateSet("Url", "TDMQ", "Kafka")]
    public string? CallBackType { get; set; }

    /// <summary>The name of the message queue.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? CallBackMqName { get; set; }

    /// <summary>The region of the message queue.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.MqRegionCompleter))]
    public string? CallBackMqRegion { get; set; }

    /// <summary>How the message queue is used.</summary>
    [Parameter]
    [Text]
    [ValidateSet("Topic", "Queue")]
    public string? CallBackMqMode { get; set; }

    /// <summary>The Kafka that is written to: @{ Region = …; InstanceId = …; Topic = … }.</summary>
    [Parameter]
    [Given]
    [XmlNodes("CallBackKafkaConfig")]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public XElement? CallBackKafkaConfig { get; set; }

    private protected override bool IsBlankRow => base.IsBlankRow && IsBlank(nameof(Tag), Tag) && IsBlank(nameof(TemplateId), TemplateId);

    /// <inheritdoc/>
    private protected override CreateJobRequest MakeRequest(string name, JobInput input, CiTimeInterval? interval)
    {
        CheckCallBack();

        // Not by ValidateRange, which refuses the blank cell of a row.
        if (Priority is < 0 or > HighestPriority)
        {
            throw new InvalidFieldException(
                nameof(Priority), Priority.Value.ToString(CultureInfo.InvariantCulture), CommandMessages.OutOfRange, 0, HighestPriority);
        }
        string? tag = IsBlank(nameof(Tag), Tag) ? null : Tag;
        return new CreateJobRequest(
            name,
            new MediaOperation(tag ?? "", MakeJobParam(), MakeOutput())
            {
                QueueId = IsBlank(nameof(QueueId), QueueId) ? null : FieldRules.CheckId(nameof(QueueId), QueueId),
                QueueType = IsBlank(nameof(QueueType), QueueType) ? null : QueueType,
                IsFreeTranscode = FreeTranscode,
                UserData = IsBlank(nameof(UserData), UserData) ? null : UserData,
                JobLevel = Priority,
                CallBack = MakeCallBack(),
            },
            input,
            interval);
    }

    /// <inheritdoc/>
    private protected override void WarnOf(CreateJobRequest request)
    {
        if (request.Operation?.Output is not { } output)
        {
            return;
        }

        WarnOfOwnInput(request, output);
        if ((string?)output.Element("Object") is not { Length: > 0 } key || key.IndexOf("${", StringComparison.Ordinal) >= 0)
        {
            return;
        }

        bool isOnlyOne = request.Input.Object is not null && _outputs.Add(((string?)output.Element("Bucket") ?? "", key));
        if (!isOnlyOne && !_isFixedKeyWarned)
        {
            _isFixedKeyWarned = true;
            WriteWarning(Say(CommandMessages.FixedOutput, request.Name, key));
        }
    }

    // What is made below the job's own prefix is an upload like any other, and the next job's input.
    private void WarnOfOwnInput(CreateJobRequest request, XElement output)
    {
        (string bucket, string region) = ResolvePlace();
        if (_isOwnInputWarned || (string?)output.Element("Bucket") != bucket || (string?)output.Element("Region") != region)
        {
            return;
        }

        string? below = output.Descendants().Where(static node => node.Name.LocalName.EndsWith("Object", StringComparison.Ordinal))
            .Select(static node => node.Value).FirstOrDefault(request.Input.SelectsOutput);
        if (below is not null)
        {
            _isOwnInputWarned = true;
            WriteWarning(Say(CommandMessages.OutputInInput, request.Name, below, request.Input.Prefix!));
        }
    }

    /// <inheritdoc/>
    private protected override void AddTo(Action<string, object?> add)
    {
        add(nameof(Tag), Tag);
        add(nameof(TemplateId), TemplateId);
        add(nameof(OutputObject), OutputObject);
        add(nameof(OutputBucket), OutputBucket);
        add(nameof(OutputRegion), OutputRegion);
        add(nameof(QueueId), QueueId);
        add(nameof(QueueType), QueueType);
        add(nameof(Priority), Priority);
        add(nameof(UserData), UserData);
    }

    private XElement MakeJobParam()
    {
        XElement param = JobParam is null ? new XElement("JobParam") : new XElement(JobParam);
        if (!IsBlank(nameof(TemplateId), TemplateId))
        {
            string template = FieldRules.CheckId(nameof(TemplateId), TemplateId);
            if (param.Element("TemplateId") is { } given && given.Value != template)
            {
                throw new InvalidFieldException(nameof(TemplateId), TemplateId, CommandMessages.TemplateTwice, given.Value);
            }

            param.SetElementValue("TemplateId", template);
        }

        return param;
    }

    private XElement? MakeOutput()
    {
        if (IsBlank(nameof(OutputObject), OutputObject) && Output is null)
        {
            return null;
        }

        (string bucket, string region) = ResolvePlace();
        var output = new XElement(
            "Output",
            new XElement("Region", IsBlank(nameof(OutputRegion), OutputRegion) ? region : FieldRules.CheckRegion(OutputRegion)),
            new XElement("Bucket", IsBlank(nameof(OutputBucket), OutputBucket) ? bucket : FieldRules.CheckBucket(OutputBucket)));
        if (!IsBlank(nameof(OutputObject), OutputObject))
        {
            output.Add(new XElement("Object", FieldRules.CheckKey(nameof(OutputObject), OutputObject!)));
        }

        foreach (XElement node in Output?.Elements() ?? [])
        {
            if (node.HasElements)
            {
                output.Add(node);
            }
            else
            {
                output.SetElementValue(node.Name, node.Value);
            }
        }

        return output;
    }

    // Half of a message queue, or one beside an address, would be a callback that never comes.
    private void CheckCallBack()
    {
        (string Name, string? Value)[] parts =
        [
            (nameof(CallBackMqName), CallBackMqName),
            (nameof(CallBackMqRegion), CallBackMqRegion),
            (nameof(CallBackMqMode), CallBackMqMode),
        ];
        bool isMq = CallBackType == "TDMQ" || parts.Any(static part => part.Value is not null);
        if (isMq && CallBackType != "TDMQ")
        {
            throw new InvalidFieldException(nameof(CallBackType), CallBackType, CommandMessages.CallBackMqType);
        }

        if (isMq && parts.FirstOrDefault(static part => part.Value is null) is { Name: { } missing })
        {
            throw new InvalidFieldException(missing, null, CommandMessages.CallBackMqParts);
        }

        bool isKafka = CallBackType == "Kafka";
        if (isKafka != CallBackKafkaConfig is not null)
        {
            throw new InvalidFieldException(
                isKafka ? nameof(CallBackKafkaConfig) : nameof(CallBackType), CallBackType, CommandMessages.CallBackKafkaType);
        }

        if (isKafka && (KafkaPart("Region") ?? KafkaPart("InstanceId") ?? KafkaPart("Topic")) is { } part)
        {
            throw new InvalidFieldException(nameof(CallBackKafkaConfig), null, CommandMessages.CallBackKafkaParts, part);
        }

        string? KafkaPart(string name) => (string?)CallBackKafkaConfig!.Element(name) is { Length: > 0 } ? null : name;
    }

    private JobCallBack? MakeCallBack() =>
        new[] { CallBack, CallBackFormat, CallBackType, CallBackMqName }.All(static part => part is null) ? null : new JobCallBack
    {
        CallBack = CallBack ?? "",
        CallBackFormat = CallBackFormat ?? "",
        CallBackType = CallBackType ?? "",
        MqName = CallBackMqName ?? "",
        MqRegion = CallBackMqRegion is { } region ? Completion.MqRegionCompleter.Spell(region) : "",
        MqMode = CallBackMqMode ?? "",
        KafkaRegion = (string?)CallBackKafkaConfig?.Element("Region") ?? "",
        KafkaInstanceId = (string?)CallBackKafkaConfig?.Element("InstanceId") ?? "",
        KafkaTopic = (string?)CallBackKafkaConfig?.Element("Topic") ?? "",
    };
}
