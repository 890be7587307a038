using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Compares a request with a job as the service shows it. Whether the service shows an input, an interval or a name in another spelling
/// than it was sent in is not documented (doc 460/76893, 76894), so a difference that a spelling can explain never means "another job".
/// </summary>
internal sealed class JobComparison
{
    // A job without an interval may be shown with the defaults filled in: Start 0, End the time of its creation.
    private static readonly TimeSpan NowTolerance = TimeSpan.FromMinutes(2);
    private static readonly DateTimeOffset Year1971 = new(1971, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CreateJobRequest _request;
    private readonly string _bucket;
    private readonly string _region;
    private readonly bool _allFields;
    private readonly Kind _kind;
    private readonly string _value;

    /// <param name="request">The request.</param>
    /// <param name="bucket">Its bucket, as name-APPID: the URLs of the bucket's own objects mean their keys.</param>
    /// <param name="region">Its region.</param>
    /// <param name="allFields">
    /// Compares all that an operation says; false for what alone names the entry of a ledger (<see cref="OperationField.NamesEntry"/>).
    /// </param>
    public JobComparison(CreateJobRequest request, string bucket, string region, bool allFields = true)
    {
        _region = region;
        _allFields = allFields;
        _request = request;
        _bucket = bucket;
        (_kind, _value) = request.Input switch
        {
            { Object: { } key } => (Kind.Object, key),
            { UrlFile: { } key } => (Kind.UrlFile, key),
            { Manifest: { } key } => (Kind.Manifest, key),
            { Prefix: var prefix } => (Kind.Prefix, prefix ?? ""),
        };
    }

    private enum Kind
    {
        Prefix = 0,
        Object,
        UrlFile,
        Manifest,
    }

    /// <summary>A text that is the same for requests that are equal in all that they say.</summary>
    public string Identity => Details.Length > 0 ? EntryIdentity + "\n" + Details : EntryIdentity;

    /// <summary>
    /// A text that names the entries of a ledger: the fields that the operation had at first, so that entries that exist are found. What
    /// it has besides (<see cref="Details"/>) stands in the entry itself.
    /// </summary>
    public string EntryIdentity => string.Join(
        "\n",
        _request.Name,
        string.Join(",", Ids(_request.WorkflowId)),
        _request.Operation is { } operation
            ? string.Join(
                "\n", operation.Tag, NodeOrder.TextOf(operation.JobParam), NodeOrder.TextOf(operation.Output), operation.QueueId)
            : "",
        _kind.ToString(),
        KeyInEntry(_value).TrimStart('/'),
        Ticks(StartOf(_request.TimeInterval)),
        Ticks(_request.TimeInterval?.End));

    /// <summary>What an operation says that <see cref="EntryIdentity"/> doesn't: each given field with its length; often empty.</summary>
    public string Details => string.Join(
        "\n",
        (_request.Operation?.Fields ?? [])
            .Where(static given => given is { NamesEntry: false, Text: not null })
            .Select(static given => string.Format(
                CultureInfo.InvariantCulture, "{0}/{1}:{2}:{3}", given.Parent, given.Name, given.Text!.Length, given.Text)));

    /// <summary>
    /// A text that is the same for all requests that one job can be equal to: a request that says less than another is equal to the other's
    /// job, too.
    /// </summary>
    public string LockKey => string.Join(
        "\n", _request.Name.ToLowerInvariant(), _kind.ToString(), Loose(KeyOf(_value).Key).ToLowerInvariant());

    /// <summary>Compares the request with a job.</summary>
    public JobMatch Compare(JobsDetail job)
    {
        JobMatch known = Worst(CompareName(job.Name), CompareType(job.Type), CompareWhatRuns(job), CompareKind(job.Input));
        return known == JobMatch.Unrelated ? known : Worst(known, CompareInput(job.Input), CompareInterval(job));
    }

    /// <summary>Whether the entry of a ledger is about this request, but for the fields that the entry doesn't have.</summary>
    public bool IsOf(JobLedgerEntry entry)
    {
        string[] input = entry.Input.Split([": "], 2, StringSplitOptions.None);
        return entry.Name == _request.Name
            && Ids(entry.WorkflowIds).SetEquals(Ids(_request.WorkflowId))
            && input.Length == 2 && input[0] == _kind.ToString()
            && KeyOf(input[1]).Key.TrimStart('/') == KeyOf(_value).Key.TrimStart('/')
            && IsOfInterval(entry.TimeInterval);
    }

    private bool IsOfInterval(string text)
    {
        try
        {
            CiTimeInterval? theirs = text.Length == 0 ? null : CiTimeInterval.ParseOfJob(text);
            return theirs is not ({ UnreadStart: not null } or { UnreadEnd: not null })
                && StartOf(theirs) == StartOf(_request.TimeInterval) && theirs?.End == _request.TimeInterval?.End;
        }
        catch (InvalidFieldException)
        {
            return false;
        }
    }

    private static JobMatch Worst(params JobMatch[] parts)
    {
        JobMatch worst = JobMatch.Equal;
        foreach (JobMatch part in parts)
        {
            worst = part > worst ? part : worst;
        }

        return worst;
    }

    private static string Ticks(DateTimeOffset? time) => time?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? "";

    private static SortedSet<string> Ids(string text) =>
        new(text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);

    private JobMatch CompareType(string type) => string.Equals(type, _request.Type, StringComparison.OrdinalIgnoreCase) ? JobMatch.Equal
        : type.Length > 0 ? JobMatch.Unrelated

        // Without a type it is a workflow's, unless its operation says more (436/76888 calls Type optional).
        : _request.Operation is null ? JobMatch.Equal
        : JobMatch.Unclear;

    private JobMatch CompareWhatRuns(JobsDetail job) =>
        _request.Operation is { } operation ? OperationComparison.Compare(operation, job.Operation, job.Tag, _allFields)
        : CompareWorkflows(job.WorkflowIds);

    private static IEnumerable<KeyValuePair<Kind, string>> Given(JobInput input)
    {
        (Kind Kind, string? Value)[] all =
            [(Kind.Prefix, input.Prefix), (Kind.Object, input.Object), (Kind.UrlFile, input.UrlFile), (Kind.Manifest, input.Manifest)];
        foreach ((Kind kind, string? value) in all)
        {
            if (value is { Length: > 0 })
            {
                yield return new(kind, value);
            }
        }
    }

    private JobMatch CompareName(string name)
    {
        string text = name.Trim();
        return text == _request.Name ? JobMatch.Equal
            : text.Length == 0 || string.Equals(text, _request.Name, StringComparison.OrdinalIgnoreCase) ? JobMatch.Unclear
            : JobMatch.Unrelated;
    }

    private JobMatch CompareWorkflows(string workflowIds)
    {
        SortedSet<string> ours = Ids(_request.WorkflowId);
        SortedSet<string> theirs = Ids(workflowIds);
        return ours.SetEquals(theirs) ? JobMatch.Equal
            : theirs.Count == 0 || ours.Overlaps(theirs) ? JobMatch.Unclear
            : JobMatch.Unrelated;
    }

    private JobMatch CompareKind(JobInput input)
    {
        bool hasOthers = false;
        foreach (KeyValuePair<Kind, string> given in Given(input))
        {
            if (given.Key == _kind)
            {
                return JobMatch.Equal;
            }

            hasOthers = true;
        }

        return hasOthers ? JobMatch.Unrelated : JobMatch.Equal;
    }

    private JobMatch CompareInput(JobInput input)
    {
        var given = new List<KeyValuePair<Kind, string>>(Given(input));
        if (given.Count == 0)
        {
            // An empty Prefix is the whole bucket where the node is there, and a missing input where it isn't.
            return _kind == Kind.Prefix
                && input.Prefix is not null && KeyOf(_value).Key.TrimStart('/').Length == 0 ? JobMatch.Equal : JobMatch.Unclear;
        }

        if (given.Count > 1)
        {
            return JobMatch.Unclear;
        }

        (string ours, bool oursIsSure) = KeyOf(_value);
        (string theirs, bool theirsIsSure) = KeyOf(given[0].Value);
        if (ours.TrimStart('/') == theirs.TrimStart('/'))
        {
            return JobMatch.Equal;
        }

        return !oursIsSure || !theirsIsSure || string.Equals(Loose(ours), Loose(theirs), StringComparison.OrdinalIgnoreCase)
            ? JobMatch.Unclear
            : JobMatch.Unequal;
    }

    /// <summary>
    /// The key that a value names: itself, or what the URL of an object of the bucket names. Not sure for the URL of an unknown host.
    /// </summary>
    private (string Key, bool IsSure) KeyOf(string value)
    {
        if (!ObjectUrl.IsUrl(value))
        {
            return (value, true);
        }

        return ObjectUrl.TryRead(value, out _) is { } url && url.Owner(_bucket, _region, bucketHost: "") == ObjectUrlOwner.ThisBucket
            ? (url.Key, true)
            : (value, false);
    }

    // An entry is found by its name, which must stay what it was when the entry was written: so this reads an address as it was read then.
    private string KeyInEntry(string value)
    {
        int host = ObjectUrl.IsUrl(value) ? value.IndexOf("//", StringComparison.Ordinal) + 2 : -1;
        int path = host < 0 ? -1 : value.IndexOf('/', host);
        return path >= 0 && value.Substring(host, path - host).StartsWith(_bucket + ".cos.", StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(value.Substring(path + 1).Split('?')[0])
            : value;
    }

    // What is left when slashes at both ends and percent-encoding are taken away.
    private static string Loose(string key) => Uri.UnescapeDataString(key).Trim('/', ' ');

    private JobMatch CompareInterval(JobsDetail job)
    {
        CiTimeInterval? theirs = job.Operation.TimeInterval;
        return Worst(
            CompareTime(StartOf(_request.TimeInterval), StartOf(theirs), ShownText(job, "Start"), static (_, _) => JobMatch.Unequal, job),
            CompareTime(_request.TimeInterval?.End, theirs?.End, ShownText(job, "End"), CompareWithNow, job));
    }

    // The beginning of time is the same as no start.
    private static DateTimeOffset? StartOf(CiTimeInterval? interval) => interval?.Start is { } start && start >= Year1971 ? start : null;

    /// <summary>Whether an end that wasn't asked for is the default "now".</summary>
    private static JobMatch CompareWithNow(JobsDetail job, DateTimeOffset shown) => job.CreationTime is not { } created ? JobMatch.Unclear
        : (shown - created).Duration() <= NowTolerance ? JobMatch.Equal
        : shown < created ? JobMatch.Unequal
        : JobMatch.Unclear;

    private static JobMatch CompareTime(
        DateTimeOffset? ours,
        DateTimeOffset? theirs, string shown, Func<JobsDetail, DateTimeOffset, JobMatch> compareWithDefault, JobsDetail job)
    {
        if (theirs is not { } time)
        {
            // A text that can't be read, as a time without an offset, proves nothing.
            bool isDefault = shown is "" or "0" or "-" || shown.StartsWith("1970-01-01T", StringComparison.Ordinal);
            return ours is null && isDefault ? JobMatch.Equal : JobMatch.Unclear;
        }

        return ours is null ? compareWithDefault(job, time) : ours == time ? JobMatch.Equal : JobMatch.Unequal;
    }

    // Empty where the node isn't shown.
    private static string ShownText(JobsDetail job, string node) =>
        Regex.Match(job.Operation.Xml, "<" + node + ">([^<]*)<", RegexOptions.CultureInvariant).Groups[1].Value.Trim();
}
