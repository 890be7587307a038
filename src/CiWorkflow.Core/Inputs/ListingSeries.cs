using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Inputs;

/// <summary>The objects of several prefixes, one listing after the other.</summary>
internal sealed class ListingSeries : InputSource
{
    private readonly Queue<string> _prefixes;
    private readonly Func<string, InputSource> _list;
    private InputSource? _listing;

    /// <param name="prefixes">The prefixes.</param>
    /// <param name="list">Makes the listing of a prefix.</param>
    public ListingSeries(IEnumerable<string> prefixes, Func<string, InputSource> list)
    {
        _prefixes = new Queue<string>(prefixes);
        _list = list;
    }

    public override async Task<InputPage?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_listing is null)
            {
                if (_prefixes.Count == 0)
                {
                    return null;
                }

                _listing = _list(_prefixes.Dequeue());
            }

            if (await _listing.NextAsync(cancellationToken).ConfigureAwait(false) is { } page)
            {
                return page;
            }

            _listing.Dispose();
            _listing = null;
        }
    }

    public override void Dispose() => _listing?.Dispose();
}
