using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Inputs;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// A ledger in the bucket: an entry for each job, written before the job is asked for. Of several runs, on several machines, one writes
/// the entry and creates the job; the others take its job. An entry that a dead run left open is resolved by the service's lists.
/// </summary>
/// <remarks>
/// It rests on x-cos-forbid-overwrite, which writes an object only where there is none. An entry whose job certainly wasn't created is
/// followed by one with a number, which again one run alone can write.
/// </remarks>
public sealed class JobLedger
{
    private const string Extension = ".xml";

    // An entry is a few short texts.
    private const int MaxEntryBytes = 64 * 1024;

    // The answer may be another call's, or one that was cut off: the next one need not be.
    private const int ReadTries = 3;

    // The clocks of the service's hosts may differ by that much.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(2);

    private readonly JobTriggerContext _context;
    private readonly ICheckpointStore _store;
    private readonly string _by = Environment.UserName + "@" + Environment.MachineName;

    internal JobLedger(JobTriggerContext context, ICheckpointStore store)
    {
        _context = context;
        _store = store;
    }

    // A run sends its last request within the timeout, which then takes the timeout itself, and the job may be listed late.
    private TimeSpan TimeToEnd => _context.Timeout + _context.Timeout + _context.Options.ListLag;

    // By the machine's clock a run would be taken for dead while it is at work, by another machine.
    private DateTimeOffset Now => _context.Service.ServiceTime ?? throw new LedgerException(Messages.LedgerNoTime);

    /// <summary>Reads all entries of a ledger.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="prefix">What its keys begin with.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The entries, in the order of their keys.</returns>
    /// <exception cref="LedgerException">An object under the prefix isn't an entry.</exception>
    /// <exception cref="CiException">The objects can't be read.</exception>
    public static Task<IReadOnlyList<JobLedgerEntry>> ReadAsync(
        CosBucket bucket, string prefix, CancellationToken cancellationToken = default) => ReadAsync(bucket, prefix, null, cancellationToken);

    /// <inheritdoc cref="ReadAsync(CosBucket, string, CancellationToken)"/>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="prefix">What its keys begin with.</param>
    /// <param name="unreadable">
    /// Is called with the key and the failure of an object that isn't an entry, and the others are read; null to throw it.
    /// </param>
    /// <param name="cancellationToken">Ends it at once.</param>
    internal static async Task<IReadOnlyList<JobLedgerEntry>> ReadAsync(
        CosBucket bucket, string prefix, Action<string, CiException>? unreadable, CancellationToken cancellationToken)
    {
        _ = bucket ?? throw new ArgumentNullException(nameof(bucket));
        string folder = FolderOf(prefix);
        var entries = new List<JobLedgerEntry>();
        using var listing = new PrefixListing(bucket, folder);
        while (await listing.NextPageAsync(cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (CiInputObject item in page.Objects)
            {
                if (!item.Key.EndsWith(Extension, StringComparison.Ordinal))
                {
                    continue;
                }

                try
                {
                    string text = await bucket.ReadTextAsync(item.Key, MaxEntryBytes, cancellationToken).ConfigureAwait(false);
                    JobLedgerEntry entry = JobLedgerText.Read(item.Key.Substring(folder.Length), text);
                    entries.Add(entry with { Bucket = bucket.Bucket, Region = bucket.Region });
                }
                catch (CiException failure) when (unreadable is not null
                    && failure is LedgerException or CiTransportException { Failure: TransportFailure.UnreadableAnswer })
                {
                    unreadable(item.Key, failure);
                }
            }
        }

        return entries;
    }

    /// <summary>The prefix with its slash at the end.</summary>
    internal static string FolderOf(string prefix) => FieldRules.CheckKey("Ledger", prefix).TrimEnd('/') + "/";

    /// <summary>Creates a job, or takes the one that another run created.</summary>
    /// <param name="request">What to create.</param>
    /// <param name="comparison">Compares jobs with it.</param>
    /// <param name="create">Creates the job, and sends no request when the given function says that it is too late.</param>
    /// <param name="observer">Receives what becomes of it; null for nobody.</param>
    /// <param name="cancellationToken">Ends waits and looks.</param>
    /// <exception cref="LedgerException">The ledger can't be used, or has an entry whose job doesn't exist.</exception>
    /// <inheritdoc cref="JobTrigger.CreateAsync" path="/exception"/>
    internal async Task<JobsDetail> CreateAsync(
        CreateJobRequest request, JobComparison comparison,
        Func<Func<bool>, Task<JobsDetail>> create, IJobTriggerObserver? observer, CancellationToken cancellationToken)
    {
        // The look shows the service's time, by which entries and jobs of several machines are compared.
        await _context.Registry.LookAsync(_context.Service, _context.ConnectTimeout, cancellationToken).ConfigureAwait(false);
        string name = HashOf(comparison.EntryIdentity);
        for (int number = 1; ; number++)
        {
            string key = number == 1 ? name + Extension : name + "-" + number.ToString(CultureInfo.InvariantCulture) + Extension;
            DateTimeOffset asked = await ServiceTimeAsync(key, cancellationToken).ConfigureAwait(false);
            var own = new JobLedgerEntry(
                key,
                LedgerState.Open,
                "",
                request.Name,
                request.WorkflowId,
                request.Input.ToString(),
                request.TimeInterval?.ToString() ?? "",
                asked,
                _by,
                Guid.NewGuid().ToString("N"))
            {
                PendingUntil = asked + TimeToEnd,
                Details = HashOf(comparison.Details),
            };
            TimeSpan begun = _context.Time.Elapsed;
            bool isWritten = await TryWriteAsync(own, cancellationToken).ConfigureAwait(false);
            JobLedgerEntry entry = isWritten ? own : await ReadEntryAsync(key, comparison, cancellationToken).ConfigureAwait(false);

            // A write whose answer was lost and that was repeated finds its own entry.
            if (entry.Run == own.Run && entry.State == LedgerState.Open)
            {
                return await CompleteAsync(own, begun, create, observer).ConfigureAwait(false);
            }

            if (entry.Details is { } details && details != own.Details)
            {
                // A request with another callback or the like: its job isn't this one's, and this one's entry has a later number.
                continue;
            }

            observer?.Report(
                string.Format(CultureInfo.InvariantCulture, Messages.LedgerHasEntry, request.Name, entry.State, entry.By, entry.Asked));

            // The entry of an earlier version is of any of these.
            JobComparison ofEntry = entry.Details is null
                ? new JobComparison(request, _context.Bucket, _context.Region, allFields: false) : comparison;
            if (await ResolveAsync(entry, request, ofEntry, observer, cancellationToken).ConfigureAwait(false) is { } job
                && comparison.Compare(job) is JobMatch.Equal or JobMatch.Unclear)
            {
                return job with { Existing = true };
            }
        }
    }

    /// <summary>The service's time: by an answer of the bucket where no other has shown it yet.</summary>
    private async Task<DateTimeOffset> ServiceTimeAsync(string key, CancellationToken cancellationToken)
    {
        if (_context.Service.ServiceTime is null)
        {
            await _store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        }

        return Now;
    }

    private static string HashOf(string text)
    {
        using var sha256 = SHA256.Create();
        var hash = new StringBuilder(64);
        foreach (byte one in sha256.ComputeHash(Encoding.UTF8.GetBytes(text)))
        {
            hash.Append(one.ToString("x2", CultureInfo.InvariantCulture));
        }

        return hash.ToString();
    }

    private async Task<bool> TryWriteAsync(JobLedgerEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.TryCreateAsync(entry.EntryKey, JobLedgerText.Write(entry), cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointException unsafeBucket)
        {
            throw new LedgerException(
                string.Format(CultureInfo.InvariantCulture, Messages.LedgerUnsafe, _context.Bucket), unsafeBucket);
        }
    }

    /// <summary>Reads an entry, and makes sure that it is the request's: an answer may be about another one.</summary>
    private async Task<JobLedgerEntry> ReadEntryAsync(string key, JobComparison comparison, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            LedgerException wrong;
            try
            {
                JobLedgerEntry entry = await _store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } text
                    ? JobLedgerText.Read(key, text)
                    : throw new LedgerException(
                        string.Format(CultureInfo.InvariantCulture, Messages.LedgerEntryMissing, _store.Place, key));
                if (comparison.IsOf(entry))
                {
                    return entry;
                }

                wrong = new LedgerException(string.Format(CultureInfo.InvariantCulture, Messages.LedgerEntryOther, key, entry));
            }
            catch (LedgerException failure)
            {
                wrong = failure;
            }

            if (tries == ReadTries)
            {
                throw wrong;
            }

            await _context.Time.DelayAsync(_context.SearchDelays.Delay(tries), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JobsDetail> CompleteAsync(
        JobLedgerEntry entry, TimeSpan begun, Func<Func<bool>, Task<JobsDetail>> create, IJobTriggerObserver? observer)
    {
        try
        {
            // The elapsed time stands still while a machine sleeps, and a clock may be set back: what is over by either is over.
            JobsDetail job = await create(
                () => _context.Time.Elapsed - begun > _context.Timeout || Now - entry.Asked > _context.Timeout).ConfigureAwait(false);
            _context.Registry.Known.SetRun(job, entry.Run);
            await WriteAsync(entry with { State = LedgerState.Created, JobId = job.JobId }, observer).ConfigureAwait(false);
            return job;
        }
        catch (TriggerOutcomeUnknownException)
        {
            await WriteAsync(entry with { State = LedgerState.Unknown }, observer).ConfigureAwait(false);
            throw;
        }
        catch (CiException)
        {
            await WriteAsync(entry with { State = LedgerState.NotCreated }, observer).ConfigureAwait(false);
            throw;
        }
    }

    // What isn't written stays open, and is resolved by whoever finds it: the outcome itself must not be hidden by it.
    private async Task WriteAsync(JobLedgerEntry entry, IJobTriggerObserver? observer)
    {
        try
        {
            await _store.WriteAsync(entry.EntryKey, JobLedgerText.Write(entry), CancellationToken.None).ConfigureAwait(false);
        }
        catch (CiException failure)
        {
            observer?.Warn(string.Format(CultureInfo.InvariantCulture, Messages.LedgerNotWritten, entry.Name, failure.Message));
        }
    }

    /// <summary>Finds out what became of another run's entry.</summary>
    /// <returns>Its job; null where it certainly wasn't created.</returns>
    private async Task<JobsDetail?> ResolveAsync(
        JobLedgerEntry entry,
        CreateJobRequest request,
        JobComparison comparison,
        IJobTriggerObserver? observer,
        CancellationToken cancellationToken)
    {
        if (entry.State is LedgerState.Open or LedgerState.Unknown && _context.Registry.Known.OfRun(entry.Run) is { } own)
        {
            // This process created it and could not write that: no list has to show it.
            await WriteAsync(entry with { State = LedgerState.Created, JobId = own.JobId }, null).ConfigureAwait(false);
            return await _context.Service.GetAsync(own.JobId, cancellationToken).ConfigureAwait(false) ?? own;
        }

        if (entry.State is LedgerState.Open or LedgerState.Unknown)
        {
            if (entry.Asked > Now + ClockSlack)
            {
                // Its times can't be reckoned with, and nobody would know why it waits.
                throw new LedgerException(
                    string.Format(CultureInfo.InvariantCulture, Messages.LedgerFuture, entry.Name, entry.By, entry.Asked, Now));
            }

            if (WaitFor(entry) is var longest && longest > TimeSpan.Zero)
            {
                observer?.Report(string.Format(
                    CultureInfo.InvariantCulture, Messages.LedgerWaiting, entry.Name, entry.By, Math.Ceiling(longest.TotalSeconds)));
            }
        }

        // The other run may be at work. It has ended, or it is dead, when its requests and the lag of the list are over.
        for (int look = 1; entry.State is LedgerState.Open or LedgerState.Unknown
            && WaitFor(entry) is var wait && wait > TimeSpan.Zero; look++)
        {
            TimeSpan delay = _context.SearchDelays.Delay(look);
            await _context.Time.DelayAsync(delay < wait ? delay : wait, cancellationToken).ConfigureAwait(false);
            entry = await ReadEntryAsync(entry.EntryKey, comparison, cancellationToken).ConfigureAwait(false);
        }

        return entry.State is LedgerState.Open or LedgerState.Unknown
            ? await SearchAsync(entry, request, comparison, cancellationToken).ConfigureAwait(false)
            : await ReadJobAsync(entry, comparison, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the job of an entry that says what became of it; null where none was created.</summary>
    private async Task<JobsDetail?> ReadJobAsync(JobLedgerEntry entry, JobComparison comparison, CancellationToken cancellationToken)
    {
        if (entry.State == LedgerState.NotCreated)
        {
            return null;
        }

        // A job that was created a moment ago may be shown as late as it is listed.
        TimeSpan end = _context.Time.Elapsed + _context.Options.ListLag;
        for (int look = 1; ; look++)
        {
            if (await _context.Service.GetAsync(entry.JobId, cancellationToken).ConfigureAwait(false) is { } job)
            {
                return comparison.Compare(job) is JobMatch.Equal or JobMatch.Unclear ? job : throw new LedgerException(string.Format(
                    CultureInfo.InvariantCulture,
                    Messages.LedgerJobOther,
                    entry.EntryKey,
                    entry.Name,
                    job,
                    ShownText.Of(job.Input.ToString())));
            }

            if (_context.Registry.Known.OfRun(entry.Run) is { } own && own.JobId == entry.JobId)
            {
                return own;
            }

            TimeSpan left = end - _context.Time.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                throw new LedgerException(
                    string.Format(CultureInfo.InvariantCulture, Messages.LedgerJobMissing, entry.Name, entry.JobId));
            }

            TimeSpan delay = _context.SearchDelays.Delay(look);
            await _context.Time.DelayAsync(delay < left ? delay : left, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan WaitFor(JobLedgerEntry entry) => EndOf(entry) - Now;

    // By the settings of the run that asked, and by this run's own: the longer one holds.
    private DateTimeOffset EndOf(JobLedgerEntry entry)
    {
        DateTimeOffset end = entry.Asked + TimeToEnd;
        return entry.PendingUntil > end ? entry.PendingUntil.Value : end;
    }

    private async Task<JobsDetail?> SearchAsync(
        JobLedgerEntry entry, CreateJobRequest request, JobComparison comparison, CancellationToken cancellationToken)
    {
        var search = new JobSearch(
            _context.Service, _context.Registry.Known, _context.Time, request, comparison, _context.Options.ListLag, EndOf(entry));

        // After one by name, the second look must show the jobs that the first one showed before it can prove anything, and only a job that
        // was created after the entry's time was over proves it: another row's may still come.
        TimeSpan proofEnd = _context.Time.Elapsed + _context.Options.ListLag;
        JobSearchResult result;
        bool isAbsent;
        for (int look = 1; ; look++)
        {
            TimeSpan begun = _context.Time.Elapsed;
            TimeSpan sentAt = begun - (Now - entry.Asked);
            result = await search.LookAsync(
                sentAt, entry.Asked, hasEarlierLook: true, all: look > 1, cancellationToken).ConfigureAwait(false);
            isAbsent = look > 2 && search.ProvesAbsence(result, _context.Time.Elapsed + WaitFor(entry), listedBefore: begun);
            bool isLast = isAbsent || begun >= proofEnd || result.Equal.Count + result.Unclear.Count > 0;
            if (result.Equal.Count == 1 || (look > 2 && isLast))
            {
                break;
            }

            if (look > 2)
            {
                TimeSpan delay = _context.SearchDelays.Delay(look - 2);
                TimeSpan left = proofEnd - begun;
                await _context.Time.DelayAsync(delay < left ? delay : left, cancellationToken).ConfigureAwait(false);
            }
        }

        // Another run may have found out meanwhile: what it wrote must not be overwritten.
        JobLedgerEntry now = await ReadEntryAsync(entry.EntryKey, comparison, cancellationToken).ConfigureAwait(false);
        if (now.State is not (LedgerState.Open or LedgerState.Unknown))
        {
            return await ReadJobAsync(now, comparison, cancellationToken).ConfigureAwait(false);
        }

        if (result.Equal.Count == 1 && _context.Registry.Known.TryClaim(result.Equal[0], _context.Time.Elapsed))
        {
            await WriteAsync(entry with { State = LedgerState.Created, JobId = result.Equal[0].JobId }, null).ConfigureAwait(false);
            return result.Equal[0];
        }

        if (!isAbsent)
        {
            string reason = string.Format(CultureInfo.InvariantCulture, Messages.LedgerOpen, entry.State, entry.By);
            throw new TriggerOutcomeUnknownException(
                request, _context.Bucket, _context.Region,
                entry.Asked, _context.Time.UtcNow, [.. result.Equal, .. result.Unclear], reason, new LedgerException(reason));
        }

        await WriteAsync(entry with { State = LedgerState.NotCreated }, null).ConfigureAwait(false);
        return null;
    }
}
