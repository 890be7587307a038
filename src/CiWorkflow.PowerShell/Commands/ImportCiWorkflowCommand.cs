using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>
/// Import-CiWorkflow: creates a workflow from a file, in this bucket or in another one. Templates, buckets and queues that aren't there are
/// named before anything is written.
/// </summary>
[Cmdlet(VerbsData.Import, "CiWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(MediaWorkflow))]
public sealed class ImportCiWorkflowCommand : LoggedCmdlet
{
    // A definition has some kilobytes.
    private const long MostBytes = 4 * 1024 * 1024;

    // How the names of nodes end: as TranscodeTemplateId and, by 436/51247 and 1045/49945, a queue for each kind of node of the workflow.
    private const string TemplateNode = "TemplateId";
    private const string BucketNode = "Bucket";
    private const string QueueNode = "QueueId";
    private static readonly string[] AddressNodes = ["Url", "CallBack", "MqName", "Topic"];

    // A definition has some ten levels.
    private const int MaxDepth = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
    };

    private readonly List<DefinitionFile> _files = [];

    /// <summary>The files that Export-CiWorkflow wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("FullName", "Path")]
    [Alias("FullName")]
    public string[] Path { get; set; } = [];

    /// <summary>Another name for the workflow; the file's when it isn't given.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string? Name { get; set; }

    /// <summary>Activates it at once; without it the workflow is created paused, so that nothing starts unseen.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Active { get; set; }

    /// <summary>
    /// The buckets that stand for those in the file: @{ 'old-1250000000' = 'new-1250000000' }. The region of a bucket that is replaced is
    /// the target's.
    /// </summary>
    [Parameter]
    [Map("BucketId", "Bucket")]
    public Hashtable? BucketMap { get; set; }

    /// <summary>The templates that stand for those in the file: @{ t1460… = 't22…' }.</summary>
    [Parameter]
    [Map("TemplateId")]
    public Hashtable? TemplateMap { get; set; }

    /// <summary>The queues that stand for those in the file: @{ p2242… = 'p893b…' }.</summary>
    [Parameter]
    [Map("QueueId")]
    public Hashtable? QueueMap { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            RunItem(() => path, async () => _files.Add(await ReadAsync(path)));
        }
    }

    /// <summary>Imports the files once all were read: only then an entry of a map is known to match none of them.</summary>
    protected override void EndProcessing()
    {
        try
        {
            CheckMap(nameof(TemplateMap), TemplateMap, TemplateNode);
            CheckMap(nameof(BucketMap), BucketMap, BucketNode);
            CheckMap(nameof(QueueMap), QueueMap, QueueNode);
        }
        catch (InvalidFieldException unmatched)
        {
            ThrowTerminatingError(ErrorRecords.TryMake(unmatched, () => unmatched.Value)!);
        }

        foreach (DefinitionFile file in _files)
        {
            (Bucket, Region, Credential) = (file.Bucket, file.Region, file.Credential);
            RunItem(() => file.Path, () => ImportAsync(file));
        }
    }

    private async Task ImportAsync(DefinitionFile file)
    {
        (string path, XElement topology) = (file.Path, file.Topology);
        string name = FieldRules.CheckName(Name ?? file.Name);
        CiClient client = await ConnectAsync();
        Replace(topology, TemplateMap, TemplateNode);
        Replace(topology, QueueMap, QueueNode);
        foreach (XElement bucket in Replace(topology, BucketMap, BucketNode))
        {
            XElement[] regions = RegionsOf(bucket);
            foreach (XElement region in regions)
            {
                region.Value = client.Region;
            }

            if (regions.Length == 0)
            {
                bucket.Parent!.SetElementValue("Region", client.Region);
            }
        }

        await CheckTemplatesAsync(client, topology, path);
        await CheckBucketsAsync(client, topology, path);
        await CheckQueuesAsync(client, topology, path);
        await CheckNameAsync(client, name);
        string action = Say(CommandMessages.ImportingWorkflow, name, Active ? "Active" : "Paused", client.Bucket, client.Region)
            + Describe(topology);
        if (ShouldProcess(action, Say(CommandMessages.GoOn, action), CommandMessages.ImportCaption))
        {
            string xml = topology.ToString(SaveOptions.DisableFormatting);
            MediaWorkflow made = await client.CreateWorkflowAsync(name, Active, xml, Cancellation);
            Log?.Write(Log.Entry(LogOutcome.Created) with { Name = made.Name, WorkflowIds = made.WorkflowId, State = made.State });
            WriteObject(made);
        }
    }

    private async Task<DefinitionFile> ReadAsync(string path)
    {
        XElement workflow = await LoadAsync(ResolveFile(nameof(Path), path), path);
        XElement topology = workflow.Element("Topology") ?? throw Malformed(path, CommandMessages.WorkflowFileLacksTopology);

        // The service may read the name alone, and what has a namespace would pass by the checks.
        XObject? inNamespace = topology.DescendantsAndSelf()
            .SelectMany(static element => element.Attributes().Cast<XObject>().Prepend(element)).FirstOrDefault(static node =>
                (node is XElement element ? element.Name : ((XAttribute)node).Name).NamespaceName.Length > 0);
        if (inNamespace is not null)
        {
            throw Malformed(path, Say(CommandMessages.WorkflowFileNamespace, inNamespace is XElement element
                ? element.Name.LocalName : ((XAttribute)inNamespace).Name.LocalName));
        }

        return new DefinitionFile(path, (string?)workflow.Element("Name"), topology, Bucket, Region, Credential);
    }

    private async Task<XElement> LoadAsync(string file, string path)
    {
        try
        {
            using MemoryStream bytes = await BoundedFile.OfMachine.ReadAsync(file, MostBytes, BoundedFile.MostTime, Cancellation);
            CheckDepth(bytes);
            bytes.Position = 0;
            using var reader = XmlReader.Create(bytes, Settings);
            XElement root = XElement.Load(reader);
            return root.Name.LocalName == "MediaWorkflow" ? root
                : root.Descendants("MediaWorkflow").FirstOrDefault() ?? throw Malformed(path, CommandMessages.WorkflowFileLacksTopology);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(
                "FileNotFound",
                ErrorCategory.ObjectNotFound, Say(CommandMessages.FileMissing, path), CommandMessages.FileMissingAdvice, failure);
        }
        catch (Exception failure) when (failure
            is XmlException or IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException
            or NotSupportedException)
        {
            throw Malformed(path, failure.Message);
        }
    }

    // What follows takes a step of the stack for each level, and time that nobody can end.
    private static void CheckDepth(Stream file)
    {
        using var reader = XmlReader.Create(file, Settings);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw new XmlException(Say(CommandMessages.WorkflowFileTooDeep, MaxDepth));
            }
        }
    }

    // An entry that matches nothing is mistyped, and the value that it was meant for would stay as it is.
    private void CheckMap(string parameter, Hashtable? map, string node)
    {
        if (map is null || _files.Count == 0)
        {
            return;
        }

        var found = new SortedSet<string>(_files.SelectMany(file => Values(file.Topology, node)), StringComparer.Ordinal);
        foreach (string key in map.Keys)
        {
            if (!found.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                string rule = found.Count == 0 ? CommandMessages.MapKeyOfNone : CommandMessages.MapKeyUnknown;
                throw new InvalidFieldException(parameter, key, rule, string.Join(", ", found));
            }
        }
    }

    /// <summary>Replaces the values of nodes by those of a map.</summary>
    /// <returns>The nodes that have another value now.</returns>
    private static List<XElement> Replace(XElement topology, Hashtable? map, string node)
    {
        var replaced = new List<XElement>();
        foreach (XElement element in map is null ? [] : Named(topology, node))
        {
            if (map![element.Value.Trim()] is string other)
            {
                element.Value = other;
                replaced.Add(element);
            }
        }

        return replaced;
    }

    private async Task CheckTemplatesAsync(CiClient client, XElement topology, string path)
    {
        var wanted = new HashSet<string>(Values(topology, TemplateNode), StringComparer.Ordinal);
        foreach (string category in wanted.Count == 0 ? [] : new[] { "Custom", "Official" })
        {
            Pager<MediaTemplate> pages = client.ListTemplates(new TemplateQuery { TemplateIds = [.. wanted], Category = category });
            while (wanted.Count > 0 && await pages.NextAsync(cancellationToken: Cancellation) is { } page)
            {
                wanted.ExceptWith(page.Select(static template => template.TemplateId));
            }

            if (wanted.Count == 0)
            {
                return;
            }
        }

        if (wanted.Count > 0)
        {
            throw new CommandException(
                "TemplateNotFound",
                ErrorCategory.ObjectNotFound, Say(CommandMessages.ImportTemplatesMissing, path, client.Bucket, string.Join(", ", wanted)),
                CommandMessages.ImportTemplatesAdvice);
        }
    }

    private async Task CheckBucketsAsync(CiClient client, XElement topology, string path)
    {
        var missing = new List<string>();
        foreach ((string bucket, string region) in Named(topology, BucketNode).SelectMany(node => RegionsOf(node)
            .Select(static region => region.Value.Trim()).Where(static region => region.Length > 0).DefaultIfEmpty(client.Region)
            .Select(region => (node.Value.Trim(), region))).Distinct())
        {
            if (!await new CosBucket(client.Settings.For(bucket, region)).ExistsAsync(Cancellation))
            {
                missing.Add(bucket + " (" + region + ")");
            }
        }

        if (missing.Count > 0)
        {
            throw new CommandException(
                "NoSuchBucket", ErrorCategory.ObjectNotFound,
                Say(CommandMessages.ImportBucketsMissing, path, string.Join(", ", missing)), CommandMessages.ImportBucketsAdvice);
        }
    }

    private async Task CheckQueuesAsync(CiClient client, XElement topology, string path)
    {
        QueueLookup lookup = await QueueLookup.FindAsync(client, Values(topology, QueueNode), Cancellation);
        List<string> missing = lookup.Missing;
        if (missing.Count > 0)
        {
            if (lookup.Failure is { } unread)
            {
                throw unread;
            }

            throw new CommandException(
                "QueueNotFound", ErrorCategory.ObjectNotFound,
                Say(CommandMessages.ImportQueuesMissing, path, client.Bucket, string.Join(", ", missing)),
                CommandMessages.ImportQueuesAdvice);
        }
    }

    // Creating isn't idempotent: a second workflow of the same name would take every upload twice once both are active.
    private async Task CheckNameAsync(CiClient client, string name)
    {
        if (await client.ListWorkflows([], name).FindAsync(workflow => workflow.Name == name, Cancellation) is { } existing)
        {
            throw new CommandException(
                "WorkflowExists", ErrorCategory.ResourceExists,
                Say(CommandMessages.WorkflowExists, existing, client.Bucket, client.Region), CommandMessages.WorkflowExistsAdvice);
        }
    }

    // In any case: whether the service tells bucket from Bucket is not known.
    private static bool EndsWith(XElement element, string name) =>
        element.Name.LocalName.EndsWith(name, StringComparison.OrdinalIgnoreCase);

    private static bool Is(XElement element, string name) => element.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<XElement> Named(XElement topology, string node) =>
        topology.Descendants().Where(element => EndsWith(element, node));

    private static IEnumerable<string> Values(XElement topology, string node) =>
        Named(topology, node).Select(static element => element.Value.Trim()).Where(static value => value.Length > 0);

    // More than one, too: which of them the service reads is not known.
    private static XElement[] RegionsOf(XElement bucket) =>
        [.. bucket.Parent!.Elements().Where(static sibling => Is(sibling, "Region"))];

    // What the workflow will do, whoever wrote the file.
    private static string Describe(XElement topology)
    {
        string Part(string text, IEnumerable<string> values) =>
            string.Join(", ", values.Where(static value => value.Length > 0).Distinct(StringComparer.Ordinal)) is { Length: > 0 } list
                ? " " + Say(text, list) : "";
        XElement[] leaves = [.. topology.Descendants().Where(static element => !element.HasElements)];
        XElement[] starts =
            [.. topology.Descendants().Where(static element => Is(element, "Start") && !Is(element.Parent!, "Dependencies"))];
        bool hasPrefix = starts.Length > 0 && starts.All(static start =>
        {
            XElement[] prefixes = [.. start.Descendants().Where(static element => Is(element, "ObjectPrefix"))];
            return prefixes.Length > 0 && prefixes.All(static prefix => prefix.Value.Trim() is not ("" or "/"));
        });
        return Part(CommandMessages.ImportResults, Named(topology, BucketNode).Select(static bucket => bucket.Value.Trim()
                + (string.Join(", ", RegionsOf(bucket).Select(static region => region.Value.Trim())) is { Length: > 0 } regions
                    ? " (" + regions + ")" : "")))
            + Part(CommandMessages.ImportNotifies, leaves.Where(static leaf => leaf.Value.IndexOf("://", StringComparison.Ordinal) >= 0
                || AddressNodes.Any(name => EndsWith(leaf, name))).Select(static leaf => Redaction.WithoutQuery(leaf.Value.Trim())))
            + Part(CommandMessages.ImportTemplates, Values(topology, TemplateNode))
            + Part(CommandMessages.ImportQueues, Values(topology, QueueNode))
            + (hasPrefix ? "" : " " + CommandMessages.ImportEveryUpload);
    }

    private static CommandException Malformed(string path, string reason) =>
        new(
            "InvalidWorkflowFile",
            ErrorCategory.InvalidData,
            Say(CommandMessages.WorkflowFileMalformed, path, reason),
            CommandMessages.WorkflowFileAdvice);

    private sealed record DefinitionFile(
        string Path, string? Name, XElement Topology, string? Bucket, string? Region, CiCredential? Credential);
}
