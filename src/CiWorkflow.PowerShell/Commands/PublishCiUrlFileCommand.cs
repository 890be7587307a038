using System;
using System.Collections;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Http;
using CiWorkflow.Inputs;
using CiWorkflow.Logging;
using CiWorkflow.Model;
using CiWorkflow.Progress;

namespace CiWorkflow.Commands;

/// <summary>Publish-CiUrlFile: writes the objects of the pipeline as a UrlFile to the bucket, for a trigger over just these.</summary>
[Cmdlet(VerbsData.Publish, "CiUrlFile", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedUrlFile))]
public sealed class PublishCiUrlFileCommand : LoggedCmdlet
{
    private const string ForeignHost = nameof(CiInputObject.ForeignHost);

    private UrlFileBuilder? _file;
    private CiClient? _client;
    private CosBucket? _target;
    private CountProgress? _progress;
    private string? _bucket;
    private string? _region;
    private long _folders;

    /// <summary>
    /// The key to write the UrlFile to. An object that is there and isn't a UrlFile of this command is left alone, unless -Force is
    /// given.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Text]
    [ArgumentCompleter(typeof(Completion.FolderCompleter))]
    public string Key { get; set; } = "";

    /// <summary>
    /// The objects: keys as text, URLs of objects of the bucket, or anything with a property Object or Key, such as executions or the rows
    /// of a CSV.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Given]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>The host of the URLs where it isn't the bucket's own.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? Domain { get; set; }

    /// <summary>
    /// What the output's UrlFile is, and so what the next command's -UrlFile binds to: the key, or the URL of the written object. The
    /// service's page calls UrlFile a file's name, and its Java demo passes a key: that is the default. The Go example and the Python demo
    /// pass a URL; use Url where the service refuses the key.
    /// </summary>
    [Parameter]
    [Given]
    public UrlFileForm As { get; set; }

    /// <summary>Refuses whatever is at the key already, also a UrlFile of this command.</summary>
    [Parameter]
    [Given]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Overwrites whatever is at the key, also media.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps an object that comes again.</summary>
    [Parameter]
    [Given]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _progress = new CountProgress(WriteProgress, Say(CommandMessages.PublishActivity, Key));
        try
        {
            FieldRules.CheckPathKey(nameof(Key), Key);
            if (Domain is not null)
            {
                FieldRules.CheckDomain(Domain);
            }

            if (Force && NoClobber)
            {
                throw new InvalidFieldException(nameof(Force), null, CommandMessages.ForceAndNoClobber);
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
        // An array that is given by the parameter is its elements, as it is in the pipeline.
        if (InputObject?.BaseObject is IList several)
        {
            foreach (object? item in several)
            {
                Process(item is null ? null : PSObject.AsPSObject(item));
            }

            return;
        }

        Process(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_folders > 0)
        {
            WriteWarning(Say(CommandMessages.FoldersLeftOut, _folders, Key));
        }

        if (_file is not { Count: > 0 })
        {
            WriteWarning(Say(CommandMessages.NothingToPublish, Key));
            return;
        }

        RunItem(() => Key, PublishAsync);
        _progress!.Close();
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

    private void Process(PSObject? item)
    {
        if (_file is null)
        {
            RunItem(() => item, async () =>
            {
                string key = KeyOf(item);
                CiClient client = await ConnectAsync();
                CosBucket target = BucketOf(client);
                CheckSameBucket(item, target.Bucket, target.Region, target);
                var file = new UrlFileBuilder(target, Domain, AllowDuplicate);
                (_client, _target, _file, _bucket, _region) = (client, target, file, Bucket, Region);
                Add(key, item);
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

            Add(KeyOf(item), item);
            _progress!.Show(_file.Count);
        }
        catch (InvalidFieldException invalid)
        {
            Log?.WriteFailure(Log.Entry(LogOutcome.Failed) with { Item = item?.BaseObject as string }, invalid);
            WriteFailure(invalid, item);
        }
    }

    // The console makes an object of no bytes for a folder, which no workflow can do anything with.
    private void Add(string key, PSObject? item)
    {
        bool hasContent = item?.BaseObject is CiInputObject { Size: > 0 };
        if (key.EndsWith("/", StringComparison.Ordinal) && !hasContent)
        {
            _folders++;
            return;
        }

        _file!.Add(key);
    }

    private async Task PublishAsync()
    {
        Log?.Use(_client!);
        string action = Say(CommandMessages.Publishing, _file!.Count, _file.Size, Key, _target!.Bucket, _target.Region);
        if (!ShouldProcess(action, Say(CommandMessages.GoOn, action), CommandMessages.PublishCaption))
        {
            return;
        }

        if (NoClobber && await MayBeVersionedAsync(_target))
        {
            WriteWarning(Say(CommandMessages.NoClobberVersioned, Key, _target.Bucket));
        }

        UrlFileOverwrite overwrite = Force ? UrlFileOverwrite.Always : NoClobber ? UrlFileOverwrite.Never : UrlFileOverwrite.PublishedOnly;
        var publisher = new UrlFilePublisher(_target);
        UrlFileTarget at = await publisher.LookAsync(Key, overwrite, Cancellation);
        WarnOfReplaced(at);
        string requestId = await publisher.WriteAsync(at, _file, Cancellation);
        Log?.Write(Log.Entry(LogOutcome.Written) with { Count = _file.Count, RequestId = requestId });
        string name = As == UrlFileForm.Url ? _target.UrlOf(Key) : Key;
        WriteObject(new PublishedUrlFile(name, _file.Count, _file.Duplicates, _file.Size, _target.Bucket, _target.Region, requestId));
    }

    // When the service reads a UrlFile isn't documented: a job over the one that is replaced may not have read it yet.
    private void WarnOfReplaced(UrlFileTarget at)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow + (ServiceClock.Process.Difference ?? TimeSpan.Zero);
        if (at.Written is { } written && now - written < TimeSpan.FromDays(1))
        {
            WriteWarning(Say(CommandMessages.UrlFileReplaced, Key, written));
        }
    }

    private async Task<bool> MayBeVersionedAsync(CosBucket target)
    {
        try
        {
            return await target.WasVersionedAsync(Cancellation);
        }
        catch (CiException)
        {
            // An account may write objects without the right to read the bucket's settings; then the answer isn't known.
            return true;
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

    private string KeyOf(PSObject? item)
    {
        // Its key alone would name an object of this bucket, which may be another one.
        if (Property(item, ForeignHost) is { } host && !host.Equals(Domain, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidFieldException(ForeignHost, host, CommandMessages.ForeignObject, Key);
        }

        return item?.BaseObject is string key ? key
            : Property(item, "Object") ?? Property(item, "Key")
                ?? throw new InvalidFieldException(nameof(InputObject), item?.ToString(), CommandMessages.NoKeyInObject);
    }

    private static string? Property(PSObject? item, string name)
    {
        object? value = item?.BaseObject is string ? null : item?.Properties[name]?.Value;
        return (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            string text => string.IsNullOrWhiteSpace(text) ? null : text,
            null => null,

            // Its text would be the name of a type, or several keys in one.
            { } other => throw new InvalidFieldException(name, null, CommandMessages.PropertyNotText, other.GetType().Name),
        };
    }
}
