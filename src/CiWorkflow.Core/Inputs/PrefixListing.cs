using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Inputs;

/// <summary>The objects of a prefix in key order, one listing after another.</summary>
internal sealed class PrefixListing : InputSource
{
    private readonly CosBucket _bucket;
    private readonly string _prefix;
    private readonly string _delimiter;
    private Task<ObjectPage>? _first;
    private string? _marker = "";

    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The beginning of the keys.</param>
    /// <param name="delimiter">Folds the keys that have it behind the prefix into one entry; empty for none.</param>
    /// <param name="first">The first page where it was asked for already.</param>
    public PrefixListing(CosBucket bucket, string prefix, string delimiter = "", Task<ObjectPage>? first = null)
    {
        _bucket = bucket;
        _prefix = prefix;
        _delimiter = delimiter;
        _first = first;
    }

    public override async Task<InputPage?> NextAsync(CancellationToken cancellationToken) =>
        await NextPageAsync(cancellationToken).ConfigureAwait(false) is { } page ? new InputPage(page.Objects, Faults(page)) : null;

    public override void Dispose()
    {
        // It holds nothing open.
    }

    /// <summary>The next page with its folded prefixes; null when there is none.</summary>
    /// <exception cref="CiTransportException">The service's marker doesn't go forward, so that the list would never end.</exception>
    public async Task<ObjectPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        if (_marker is null)
        {
            return null;
        }

        Task<ObjectPage> read = _first ?? _bucket.ListObjectsAsync(_prefix, _marker, _delimiter, cancellationToken);
        _first = null;
        ObjectPage page = await read.ConfigureAwait(false);
        if (page.NextMarker is { } next && KeyOrder.Compare(next, _marker) <= 0)
        {
            throw new CiTransportException(Messages.MarkerRepeats);
        }

        _marker = page.NextMarker;
        return page;
    }

    /// <summary>The keys of a page that can't be decoded, as faults.</summary>
    public static IReadOnlyList<InputFault> Faults(ObjectPage page) =>
        page.Undecodable.ConvertAll(static key => new InputFault(new InputException(key, Messages.ListEncoding)));
}
