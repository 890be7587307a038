using System;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Base;
using CiWorkflow.Model;
using CiWorkflow.UrlFiles;

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
    private CiClient? _client;
    private long _shownAt;

    /// <summary>The key to write the UrlFile to.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Key { get; set; } = "";

    /// <summary>The objects: keys as text, or anything with a property Object or Key, such as executions or the rows of a CSV.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>The host of the URLs where it isn't the bucket's own.</summary>
    [Parameter]
    public string? Domain { get; set; }

    /// <summary>Refuses when the key is there already.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Keeps an object that comes again.</summary>
    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
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
        RunItem(() => item, async () =>
        {
            string key = KeyOf(item);
            (string bucket, string region) = ResolvePlace();
            _client ??= await ConnectAsync();
            string from = Property(item, nameof(Bucket)) ?? bucket;
            if (from != _client.Bucket || bucket != _client.Bucket || region != _client.Region)
            {
                string other = from != _client.Bucket ? from : bucket + " (" + region + ")";
                throw new InvalidFieldException(nameof(Bucket), other, CommandMessages.OtherBucket, _client.Bucket, _client.Region, Key);
            }

            _file ??= new UrlFileBuilder(Domain ?? _client.BucketHost, AllowDuplicate);
            _file.Add(key);
            ShowProgress();
        });
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

        string action = Say(CommandMessages.Publishing, _file.Count, text.Length, Key, _client!.Bucket, _client.Region);
        if (!ShouldProcess(action, Say(CommandMessages.GoOn, action), CommandMessages.PublishCaption))
        {
            return;
        }

        if (NoClobber && await _client.HeadObjectAsync(Key, Cancellation) is not null)
        {
            throw Exists(null);
        }

        try
        {
            string requestId = await _client.PutObjectAsync(Key, text, md5, NoClobber, Cancellation);
            WriteObject(new PublishedUrlFile(Key, _client.Bucket, _client.Region, _file.Count, _file.Duplicates, text.Length, requestId));
        }
        catch (CiServiceException made) when (NoClobber && made.HttpStatus is 409 or 412)
        {
            throw Exists(made);
        }
    }

    private CommandException Exists(Exception? cause) =>
        new("UrlFileExists", ErrorCategory.ResourceExists, Say(CommandMessages.UrlFileExists, Key, _client!.Bucket, _client.Region), CommandMessages.UrlFileExistsAdvice, cause);

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
