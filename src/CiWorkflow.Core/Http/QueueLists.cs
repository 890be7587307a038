using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>Reads several lists one after the other as one: what stands in two of them comes once.</summary>
/// <remarks>Not for concurrent use. The first list must be readable; what becomes of a failure of another is its caller's to say.</remarks>
internal sealed class QueueLists
{
    private readonly IReadOnlyList<Func<Pager<MediaQueue>>> _lists;
    private readonly Func<int, CiException, bool> _isPassedOver;
    private readonly Func<int, int, bool> _isNeedless;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Pager<MediaQueue>? _list;
    private int _at;

    /// <param name="lists">The lists.</param>
    /// <param name="isPassedOver">Whether the list of a place is passed over for a failure, which is thrown otherwise.</param>
    /// <param name="isNeedless">Whether the list of a place needn't be read, given how many items there are so far.</param>
    public QueueLists(
        IReadOnlyList<Func<Pager<MediaQueue>>> lists, Func<int, CiException, bool> isPassedOver, Func<int, int, bool> isNeedless)
    {
        _lists = lists;
        _isPassedOver = isPassedOver;
        _isNeedless = isNeedless;
    }

    /// <summary>The next page of the list that is being read, or the first one of the next list.</summary>
    public async Task<Page<MediaQueue>> ReadAsync(string? token, int size, CancellationToken cancellationToken)
    {
        _list ??= _lists[_at]();
        IReadOnlyList<MediaQueue>? page = null;
        try
        {
            page = await _list.NextAsync(size, cancellationToken).ConfigureAwait(false);
        }
        catch (CiException failure) when (_isPassedOver(_at, failure))
        {
            // The next list is read.
        }

        var fresh = new List<MediaQueue>();
        foreach (MediaQueue queue in page ?? [])
        {
            if (_seen.Add(queue.QueueId))
            {
                fresh.Add(queue);
            }
        }

        if (page is null)
        {
            _list = null;
            do
            {
                _at++;
            }
            while (_at < _lists.Count && _isNeedless(_at, _seen.Count));
        }

        // A token that was there before would end the list.
        int reads = token is null ? 1 : int.Parse(token, CultureInfo.InvariantCulture) + 1;
        return new Page<MediaQueue>(fresh, _at < _lists.Count ? reads.ToString(CultureInfo.InvariantCulture) : null);
    }
}
