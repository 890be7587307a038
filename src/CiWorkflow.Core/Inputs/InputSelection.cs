using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>The objects that an input and an interval select, as a job over them would, read page after page.</summary>
/// <remarks>Not for concurrent use. A UrlFile or a report is in a temporary file until this is disposed.</remarks>
public sealed class InputSelection : IDisposable
{
    /// <summary>The most faults of lines, rows and listed names that are given one by one; what follows is given as a count.</summary>
    private const int MostFaults = 50;

    private readonly CosBucket _bucket;
    private readonly InputQuery _query;
    private readonly InputSource _source;
    private readonly bool _asksForEach;
    private int _faults;

    /// <summary>Selects objects; no request is sent before the first page is read.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="query">What to read.</param>
    /// <exception cref="ArgumentNullException">One of the arguments is null.</exception>
    /// <exception cref="InvalidFieldException">
    /// The input isn't one of the four, or a UrlFile or a Manifest is given as a URL that isn't of this bucket.
    /// </exception>
    public InputSelection(CosBucket bucket, InputQuery query)
    {
        _bucket = bucket ?? throw new ArgumentNullException(nameof(bucket));
        _query = query ?? throw new ArgumentNullException(nameof(query));
        JobInput input = query.Input.CheckKnown();
        bool needsTime = query.Interval is not null;
        _asksForEach = input switch
        {
            { Object: not null } => true,
            { UrlFile: not null } => query.CheckExists || query.NeedsSize || needsTime,
            { Manifest: not null } => query.CheckExists,
            _ => false,
        };
        _source = input switch
        {
            { Object: { } key } => new SingleObject(KeyOf(nameof(input.Object), key)),
            { UrlFile: { } key } => new UrlFileLines(bucket, KeyOf(nameof(input.UrlFile), key)),
            { Manifest: { } key } => new ManifestRows(
                bucket, KeyOf(nameof(input.Manifest), key), needsTime && !_asksForEach, query.NeedsSize && !_asksForEach),
            _ => new ListingSeries(input.ListedPrefixes, prefix => query.ThrottleLimit > 1
                ? new FolderListing(bucket, prefix, query.ThrottleLimit)
                : new PrefixListing(bucket, prefix)),
        };
    }

    /// <summary>
    /// What the service's documents leave open about this input, so that a job may touch other objects; empty where nothing is.
    /// </summary>
    public string Uncertainty => _query.Input.Uncertainty;

    /// <summary>The next page.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The page; null when there is none.</returns>
    /// <exception cref="InputException">A UrlFile or a Manifest isn't there, or isn't one.</exception>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">No readable answer came, or a listing doesn't go forward.</exception>
    public async Task<InputPage?> NextAsync(CancellationToken cancellationToken = default)
    {
        if (await _source.NextAsync(cancellationToken).ConfigureAwait(false) is not { } page)
        {
            int left = _faults - MostFaults;
            _faults = 0;
            return left <= 0 ? null : new InputPage([], [MoreFaults(left)]);
        }

        // Some show what is wrong with a file; millions of them would only take time.
        var faults = new List<InputFault>();
        for (int i = 0; i < page.Faults.Count && _faults + i < MostFaults; i++)
        {
            faults.Add(page.Faults[i]);
        }

        _faults += page.Faults.Count;
        IReadOnlyList<CiInputObject> found = _asksForEach
            ? await AskForEachAsync(page.Objects, faults, cancellationToken).ConfigureAwait(false)
            : page.Objects;
        var selected = new List<CiInputObject>(found.Count);
        foreach (CiInputObject item in found)
        {
            (item.Bucket, item.Region) = (_bucket.Bucket, _bucket.Region);
            if (IsSelected(item, faults))
            {
                selected.Add(item);
            }
        }

        return new InputPage(selected, faults);
    }

    /// <summary>Closes the files it reads from.</summary>
    public void Dispose() => _source.Dispose();

    private InputFault MoreFaults(int count)
    {
        JobInput input = _query.Input;
        string reason = string.Format(CultureInfo.InvariantCulture, Messages.MoreFaults, count);
        return new InputFault(new InputException(input.UrlFile ?? input.Manifest ?? input.Prefix ?? input.Object ?? "", reason));
    }

    private bool IsSelected(CiInputObject item, List<InputFault> faults)
    {
        if (_query.Interval is not { } interval)
        {
            return true;
        }

        if (item.LastModified is not { } time)
        {
            if (_query.KeepsUnknown && (item.Exists == false || item.ForeignHost is not null))
            {
                return true;
            }

            if (item.Exists != false)
            {
                faults.Add(new InputFault(new InputException(item.Key, Messages.ObjectTime)));
            }

            return false;
        }

        long second = time.ToUnixTimeSeconds();
        return !(second < interval.Start?.ToUnixTimeSeconds()) && !(second > interval.End?.ToUnixTimeSeconds());
    }

    private async Task<IReadOnlyList<CiInputObject>> AskForEachAsync(
        IReadOnlyList<CiInputObject> items, List<InputFault> faults, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(_query.HeadThrottleLimit, _query.HeadThrottleLimit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = new List<Task<(CiInputObject?, InputFault?)>>(items.Count);
        foreach (CiInputObject item in items)
        {
            // Another bucket may be behind another host, and what this one has by that key says nothing of it.
            asked.Add(item.ForeignHost is null
                ? AskAsync(item, slots, stop)
                : Task.FromResult<(CiInputObject?, InputFault?)>((item, null)));
        }

        var found = new List<CiInputObject>(items.Count);
        foreach ((CiInputObject? item, InputFault? fault) in await Task.WhenAll(asked).ConfigureAwait(false))
        {
            if (item is not null)
            {
                found.Add(item);
            }

            if (fault is not null)
            {
                faults.Add(fault);
            }
        }

        return found;
    }

    private async Task<(CiInputObject? Item, InputFault? Fault)> AskAsync(
        CiInputObject item, SemaphoreSlim slots, CancellationTokenSource stop)
    {
        await slots.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            CiInputObject found = await _bucket.HeadObjectAsync(item.Key, stop.Token).ConfigureAwait(false)
                ?? new CiInputObject(item.Key) { Exists = false };
            found.IsDuplicate = item.IsDuplicate;
            return (found, null);
        }
        catch (Exception refused) when (IsOfItem(refused))
        {
            // One object may be closed to this account, or have a key that can't be asked for; the others are read all the same.
            return (null, new InputFault(item.Key, refused));
        }
        catch (CiException)
        {
            // The others would fail alike, each after all of its tries.
            stop.Cancel();
            throw;
        }
        finally
        {
            slots.Release();
        }
    }

    private static bool IsOfItem(Exception refused) =>
        refused is InvalidFieldException || (refused is CiServiceException { HttpStatus: 403 } service && !KeyRefusal.Is(service));

    private string KeyOf(string field, string keyOrUrl) =>
        ObjectUrl.KeyIn(field, keyOrUrl, _bucket.Bucket, _bucket.Region, _bucket.Host);
}
