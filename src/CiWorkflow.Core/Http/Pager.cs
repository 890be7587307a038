using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>Reads a list page after page, and asks for no more than is wanted.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public sealed class Pager<T>
{
    /// <summary>The most that the service returns on one page.</summary>
    public const int MostOnPage = 100;

    private readonly Func<string?, int, CancellationToken, Task<Page<T>>> _read;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string? _token;
    private bool _ended;

    /// <param name="read">Reads the page of a token, of a size at the most.</param>
    /// <param name="id">The id of an item, where one that stands on two pages running is to come once; null where it needn't.</param>
    internal Pager(Func<string?, int, CancellationToken, Task<Page<T>>> read, Func<T, string>? id = null)
    {
        PageOverlap<T>? overlap = id is null ? null : new PageOverlap<T>(id);
        _read = overlap is null ? read : async (token, size, cancellationToken) =>
            overlap.Remove(await read(token, size, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The next page.</summary>
    /// <param name="wanted">How many items are still wanted at the most: the page is not asked to be larger.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its items; null when the list has ended.</returns>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">
    /// No readable answer came, or the service returned the same token twice, which would never end.
    /// </exception>
    public async Task<IReadOnlyList<T>?> NextAsync(long wanted = long.MaxValue, CancellationToken cancellationToken = default)
    {
        if (_ended)
        {
            return null;
        }

        Page<T> page = await _read(_token, (int)Math.Max(1, Math.Min(wanted, MostOnPage)), cancellationToken).ConfigureAwait(false);
        _token = page.NextToken;
        _ended = _token is null;
        if (_token is not null && !_seen.Add(_token))
        {
            _ended = true;
            throw new CiTransportException(Messages.TokenRepeats);
        }

        return page.Items;
    }

    /// <summary>What is left of the list, read to its end.</summary>
    internal async Task<List<T>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = new List<T>();
        while (await NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
        {
            all.AddRange(page);
        }

        return all;
    }

    /// <summary>The first item that is asked for, null where there is none; no page after it is read.</summary>
    internal async Task<T?> FindAsync(Predicate<T> isMatch, CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (T item in page)
            {
                if (isMatch(item))
                {
                    return item;
                }
            }
        }

        return default;
    }

    /// <summary>The same list with each item made into another.</summary>
    internal Pager<TOther> Select<TOther>(Func<T, TOther> make) => new(async (token, size, cancellationToken) =>
    {
        Page<T> page = await _read(token, size, cancellationToken).ConfigureAwait(false);
        var items = new List<TOther>(page.Items.Count);
        foreach (T item in page.Items)
        {
            items.Add(make(item));
        }

        return new Page<TOther>(items, page.NextToken);
    });
}
