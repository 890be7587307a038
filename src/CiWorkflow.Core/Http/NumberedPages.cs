using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>
/// Reads a list whose pages have numbers (pageNumber, pageSize, TotalCount) as a <see cref="Pager{T}"/> reads one with tokens.
/// </summary>
/// <remarks>
/// No largest pageSize is documented, so the service may put fewer items on a page than were asked for: the list ends by its
/// TotalCount, or where there is none by an empty page. Items that come twice, because the list moved between two pages, are given once.
/// </remarks>
internal sealed class NumberedPages<T>
{
    /// <summary>How many items are asked for on a page, always the same: the number of a page depends on it.</summary>
    public const int PageSize = 50;

    private readonly Func<int, CancellationToken, Task<Page<T>>> _read;
    private readonly Func<T, string> _id;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <param name="read">Reads the page of a number, from 1 on.</param>
    /// <param name="id">The id of an item.</param>
    public NumberedPages(Func<int, CancellationToken, Task<Page<T>>> read, Func<T, string> id)
    {
        _read = read;
        _id = id;
    }

    /// <summary>Reads a page; its token is the number of the next one.</summary>
    /// <exception cref="CiTransportException">
    /// The service answered with a page that it returned before although the list has more: it ignores the number.
    /// </exception>
    public async Task<Page<T>> ReadAsync(string? token, int size, CancellationToken cancellationToken)
    {
        int number = token is null ? 1 : int.Parse(token, CultureInfo.InvariantCulture);
        Page<T> page = await _read(number, cancellationToken).ConfigureAwait(false);
        var fresh = new List<T>(page.Items.Count);
        foreach (T item in page.Items)
        {
            if (_seen.Add(_id(item)))
            {
                fresh.Add(item);
            }
        }

        bool hasMore = page.Items.Count > 0 && (page.TotalCount is not { } total || _seen.Count < total);
        if (hasMore && fresh.Count == 0)
        {
            // Without a TotalCount the same page again may be how the service answers a number behind the last one.
            return page.TotalCount is { } all
                ? throw new CiTransportException(string.Format(CultureInfo.InvariantCulture, Messages.PageRepeats, _seen.Count, all))
                : new Page<T>(fresh, null);
        }

        return new Page<T>(fresh, hasMore ? (number + 1).ToString(CultureInfo.InvariantCulture) : null);
    }
}
