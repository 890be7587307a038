using System;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Inputs;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Publish-CiUrlFile: writes the objects of the pipeline as a UrlFile to the bucket, for a trigger over just these.</summary>
[Cmdlet(VerbsData.Publish, "CiUrlFile", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedUrlFile))]
public sealed class PublishCiUrlFileCommand : ServiceCmdlet
{
    private const int ProgressId = 0x4355;
    private const long ProgressEvery = 200;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private UrlFileBuilder? _file;
    private CosBucket? _target;
    private string? _bucket;
    private string? _region;
    private long _shownAt;

    /// <summary>The key to write the UrlFile to.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Text]
    public string Key { get; set; } = "";

    /// <summary>The objects: keys as text, or anything with a property Object or Key, such as executions or the rows of a CSV.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Given]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>The host of the URLs where it isn't the bucket's own.</summary>
    [Parameter]
    [Text]
    public string? Domain { get; set; }

    /// <summary>Refuses when the key is there already.</summary>
    [Parameter]
    [Given]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Keeps an object that comes again.</summary>
    [Parameter]
    [Given]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        try
        {
            FieldRules.CheckPathKey(nameof(Key), Key);
            if (Domain is not null)
            {
                FieldRules.CheckDomain(Domain);
            }
        }
        catch (InvalidFieldException invalid)
        {
            ThrowTerminatingError(ErrorRecords.TryMake(invalid, () => invalid.Value)!);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PSObject? item = InputObject;
        if (_file is null)
        {
            RunItem(() => item, async () =>
            {
                string key = KeyOf(item);
                CosBucket target = await ConnectBucketAsync();
                CheckSameBucket(item, target.Bucket, target.Region, target);
                var file = new UrlFileBuilder(Domain ?? target.Host, AllowDuplicate);
                (_target, _file, _bucket, _region) = (target, file, Bucket, Region);
                file.Add(key);
            });
            return;
        }

        try
        {
            // The same text as the last one's needs no looking up: a million executions of one job share it.
            if (!ReferenceEquals(Bucket, _bucket) || !ReferenceEquals(Region, _region))
            {
                (string bucket, string region) = ResolvePlace();
                CheckSameBucket(item, bucket, region, _target!);
                (_bucket, _region) = (Bucket, Region);
            }
            else if (item?.BaseObject is not string)
            {
                CheckSameBucket(item, _target!.Bucket, _target.Region, _target);
            }

            _file.Add(KeyOf(item));
            ShowProgress();
        }
        catch (InvalidFieldException invalid)
        {
            WriteFailure(invalid, item);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is not { Count: > 0 })
        {
            WriteWarning(Say(CommandMessages.NothingToPublish, Key));
            return;
        }

        RunItem(() => Key, PublishAsync);
        if (_shownAt > 0)
        {
            WriteProgress(new ProgressRecord(ProgressId, Say(CommandMessages.PublishActivity, Key), " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _file?.Dispose();
        }
    }

    private async Task PublishAsync()
    {
        (Stream text, byte[] md5) = _file!.Finish();
        if (text.Length > UrlFileBuilder.LargestObject)
        {
            throw new InvalidFieldException(nameof(Key), Key, CommandMessages.UrlFileTooLarge, text.Length);
        }

        string action = Say(CommandMessages.Publishing, _file.Count, text.Length, Key, _target!.Bucket, _target.Region);
        if (!ShouldProcess(action, Say(CommandMessages.GoOn, action), CommandMessages.PublishCaption))
        {
            return;
        }

        if (NoClobber && await _target.HeadObjectAsync(Key, Cancellation) is not null)
        {
            throw Exists(null);
        }

        try
        {
            string requestId = await _target.PutObjectAsync(Key, text, md5, NoClobber, Cancellation);
            WriteObject(new PublishedUrlFile(Key, _file.Count, _file.Duplicates, text.Length, _target.Bucket, _target.Region, requestId));
        }
        catch (CiServiceException made) when (NoClobber && made.HttpStatus is 409 or 412)
        {
            throw Exists(made);
        }
    }

    private void CheckSameBucket(PSObject? item, string bucket, string region, CosBucket target)
    {
        string from = Property(item, nameof(Bucket)) ?? bucket;
        if (from != target.Bucket || bucket != target.Bucket || region != target.Region)
        {
            string other = from != target.Bucket ? from : bucket + " (" + region + ")";
            throw new InvalidFieldException(nameof(Bucket), other, CommandMessages.OtherBucket, target.Bucket, target.Region, Key);
        }
    }

    private CommandException Exists(Exception? cause) =>
        new("UrlFileExists", ErrorCategory.ResourceExists, Say(CommandMessages.UrlFileExists, Key, _target!.Bucket, _target.Region), CommandMessages.UrlFileExistsAdvice, cause);

    private void ShowProgress()
    {
        if (_clock.ElapsedMilliseconds - _shownAt < ProgressEvery)
        {
            return;
        }

        _shownAt = _clock.ElapsedMilliseconds;
        WriteProgress(new ProgressRecord(ProgressId, Say(CommandMessages.PublishActivity, Key), Say(CommandMessages.PublishStatus, _file!.Count, _file.Size / 1e6)));
    }

    private static string KeyOf(PSObject? item) =>
        item?.BaseObject is string key ? key
        : Property(item, "Object") ?? Property(item, "Key") ?? throw new InvalidFieldException(nameof(InputObject), item?.ToString(), CommandMessages.NoKeyInObject);

    private static string? Property(PSObject? item, string name) =>
        item?.BaseObject is string ? null : item?.Properties[name]?.Value?.ToString() is { Length: > 0 } value ? value : null;
}
