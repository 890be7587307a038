using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Inputs;

/// <summary>The objects of a prefix in key order, listed as it is or in parts: its next folders, some of them ahead of their turn.</summary>
internal sealed class PrefixInput
{
    private readonly CiClient _client;
    private readonly string _prefix;
    private readonly int _parts;

    public PrefixInput(CiClient client, string prefix, int parts)
    {
        _client = client;
        _prefix = prefix;
        _parts = parts;
    }

    public async Task ReadAsync(Func<IReadOnlyList<CiInputObject>, bool> give, CancellationToken cancellationToken)
    {
#pragma warning disable CA2007 // give runs where the caller does.
        if (_parts <= 1)
        {
            await ListAsync(_prefix, null, give, cancellationToken);
            return;
        }

        for (string? marker = ""; marker is not null;)
        {
            ObjectPage page = await _client.ListObjectsAsync(_prefix, marker, "/", cancellationToken);
            if (!await InPartsAsync(page, give, cancellationToken))
            {
                return;
            }

            marker = page.NextMarker;
        }
#pragma warning restore CA2007
    }

    // Of each folder only the first page is read ahead: what waits for its turn is bounded by that.
    private async Task<bool> InPartsAsync(ObjectPage page, Func<IReadOnlyList<CiInputObject>, bool> give, CancellationToken cancellationToken)
    {
        var ahead = new Queue<Task<ObjectPage>>();
        int started = 0;
        int nextObject = 0;
        for (int next = 0; next <= page.Prefixes.Count; next++)
        {
            while (started < page.Prefixes.Count && ahead.Count < _parts)
            {
                ahead.Enqueue(_client.ListObjectsAsync(page.Prefixes[started++], "", "", cancellationToken));
            }

            var before = new List<CiInputObject>();
            while (nextObject < page.Objects.Count && (next == page.Prefixes.Count || KeyOrder.Compare(page.Objects[nextObject].Key, page.Prefixes[next]) < 0))
            {
                before.Add(page.Objects[nextObject++]);
            }

            if (before.Count > 0 && !give(before))
            {
                return false;
            }

#pragma warning disable CA2007 // give runs where the caller does.
            if (next < page.Prefixes.Count && !await ListAsync(page.Prefixes[next], ahead.Dequeue(), give, cancellationToken))
#pragma warning restore CA2007
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> ListAsync(string prefix, Task<ObjectPage>? first, Func<IReadOnlyList<CiInputObject>, bool> give, CancellationToken cancellationToken)
    {
        string marker = "";
        while (true)
        {
#pragma warning disable CA2007 // give runs where the caller does.
            ObjectPage page = await (first ?? _client.ListObjectsAsync(prefix, marker, "", cancellationToken));
#pragma warning restore CA2007
            first = null;
            if (!give(page.Objects))
            {
                return false;
            }

            if (page.NextMarker is not { } next)
            {
                return true;
            }

            if (KeyOrder.Compare(next, marker) <= 0)
            {
                throw new CiTransportException(Messages.MarkerRepeats);
            }

            marker = next;
        }
    }
}

/// <summary>The order in which COS lists keys: that of their UTF-8 bytes, which is the order of their code points.</summary>
internal static class KeyOrder
{
    public static int Compare(string a, string b)
    {
        int length = Math.Min(a.Length, b.Length);
        for (int i = 0; i < length; i++)
        {
            if (a[i] != b[i])
            {
                // UTF-16 puts surrogates before U+E000 to U+FFFF, and their code points come behind.
                return Weight(a[i]) - Weight(b[i]);
            }
        }

        return a.Length - b.Length;
    }

    private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
