using System;
using System.Collections.Generic;

namespace CiWorkflow.Jobs;

/// <summary>Of what is waited for, that which can't be seen or understood: why not, and since when.</summary>
/// <remarks>Not for concurrent use.</remarks>
internal sealed class UnseenItems
{
    /// <summary>How long something may stay unseen before somebody is told.</summary>
    public static readonly TimeSpan ToldAfter = TimeSpan.FromMinutes(1);

    private readonly Func<TimeSpan> _elapsed;
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);

    /// <param name="elapsed">The time that has passed since some fixed moment.</param>
    public UnseenItems(Func<TimeSpan> elapsed) => _elapsed = elapsed;

    /// <summary>Notes that something could not be seen, or not understood.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cause">Why not.</param>
    public void Add(string id, string cause)
    {
        if (!_items.TryGetValue(id, out Item? item))
        {
            _items.Add(id, item = new Item(_elapsed()));
        }

        item.Cause = cause;
    }

    /// <summary>Notes that it was seen, or is waited for no longer.</summary>
    public void Remove(string id) => _items.Remove(id);

    /// <summary>Why it isn't seen; null where it is.</summary>
    public string? CauseOf(string id) => _items.TryGetValue(id, out Item? item) ? item.Cause : null;

    /// <summary>How long it hasn't been seen; null where it is.</summary>
    public TimeSpan? TimeOf(string id) => _items.TryGetValue(id, out Item? item) ? _elapsed() - item.Since : null;

    /// <summary>The ids by their cause of what is to be told now: each once until it is seen again.</summary>
    public IReadOnlyDictionary<string, List<string>> TakeDue()
    {
        var due = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, Item> pair in _items)
        {
            if (pair.Value.IsTold || _elapsed() - pair.Value.Since < ToldAfter)
            {
                continue;
            }

            pair.Value.IsTold = true;
            if (!due.TryGetValue(pair.Value.Cause, out List<string>? ids))
            {
                due.Add(pair.Value.Cause, ids = []);
            }

            ids.Add(pair.Key);
        }

        return due;
    }

    private sealed class Item(TimeSpan since)
    {
        public TimeSpan Since { get; } = since;

        public string Cause { get; set; } = "";

        public bool IsTold { get; set; }
    }
}
