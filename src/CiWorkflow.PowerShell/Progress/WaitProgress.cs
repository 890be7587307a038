using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using CiWorkflow.Http;

namespace CiWorkflow.Progress;

/// <summary>The progress of a wait: one bar for all, and below it a few of those that are waited for; the others are counted.</summary>
internal sealed class WaitProgress
{
    /// <summary>So many bars leave the overview and the prompt in sight on a screen of 24 lines.</summary>
    public const int MostBars = 5;

    // A number that other commands won't use at the same time.
    private const int First = 0x4349;

    private readonly Action<ProgressRecord> _write;
    private readonly string _activity;
    private readonly int _total;
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly string?[] _shown = new string?[MostBars];

    public WaitProgress(Action<ProgressRecord> write, string activity, int total)
    {
        _write = write;
        _activity = activity;
        _total = total;
    }

    /// <summary>Keeps what is known of one that is waited for.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">What it is called, beside the id.</param>
    /// <param name="state">Its state, in one word.</param>
    /// <param name="status">What is known of it.</param>
    /// <param name="created">When it was made.</param>
    /// <param name="percent">How far it is; null where that isn't known.</param>
    public void Set(string id, string name, string state, string status, DateTimeOffset? created, int? percent) =>
        _items[id] = new Item(name, state, status, created, percent);

    /// <summary>Takes the bar of one that has ended away.</summary>
    public void Remove(string id)
    {
        if (!_items.TryGetValue(id, out Item? item))
        {
            return;
        }

        _items.Remove(id);
        int place = Array.IndexOf(_shown, id);
        if (place >= 0)
        {
            _shown[place] = null;
            _write(new ProgressRecord(First + 1 + place, ActivityOf(id, item), item.State) { ParentActivityId = First,
                RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Draws the bars.</summary>
    public void Show(int pending)
    {
        if (_total == 0)
        {
            return;
        }

        Fill();
        int ended = _total - pending;
        var hidden = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, Item> item in _items)
        {
            if (Array.IndexOf(_shown, item.Key) < 0)
            {
                hidden[item.Value.State] = hidden.TryGetValue(item.Value.State, out int count) ? count + 1 : 1;
            }
        }

        string status = hidden.Count == 0
            ? string.Format(CultureInfo.InvariantCulture, CommandMessages.WaitStatus, ended, _total)
            : string.Format(CultureInfo.InvariantCulture, CommandMessages.WaitHidden, ended, _total, hidden.Values.Sum(),
                string.Join(", ", hidden.Select(state => state.Value + " " + state.Key)));
        _write(new ProgressRecord(First, _activity, status) { PercentComplete = ended * 100 / _total });
        for (int place = 0; place < MostBars; place++)
        {
            if (_shown[place] is { } id)
            {
                Item item = _items[id];
                string age = ServiceClock.Process.ServiceTime - item.Created is { } span && span > TimeSpan.Zero
                    ? ", " + TimeSpan.FromSeconds((long)span.TotalSeconds).ToString("c", CultureInfo.InvariantCulture)
                    : "";
                _write(new ProgressRecord(First + 1 + place, ActivityOf(id, item), item.Status + age) { ParentActivityId = First,
                    PercentComplete = item.Percent ?? -1 });
            }
        }
    }

    /// <summary>Takes every bar away.</summary>
    public void Close()
    {
        foreach (string? id in _shown)
        {
            if (id is not null)
            {
                Remove(id);
            }
        }

        if (_total > 0)
        {
            _write(new ProgressRecord(First, _activity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    // The id comes first: the end of a text that is too long is cut.
    private static string ActivityOf(string id, Item item) => item.Name.Length == 0 ? id : id + " " + item.Name;

    private void Fill()
    {
        foreach (string id in _items.Keys)
        {
            int free = Array.IndexOf(_shown, null);
            if (free < 0)
            {
                return;
            }

            if (Array.IndexOf(_shown, id) < 0)
            {
                _shown[free] = id;
            }
        }
    }

    private sealed record Item(string Name, string State, string Status, DateTimeOffset? Created, int? Percent);
}
