using System;
using System.Collections.Generic;

namespace CiWorkflow.Signing;

/// <summary>
/// The parameters or the headers of a request in the form in which they are signed: <c>lower(encode(name))=encode(value)</c>,
/// sorted by that name. Kept as bytes in one buffer, and reused.
/// </summary>
internal sealed class CanonicalList
{
    private readonly ByteBuffer _bytes = new(512);
    private Entry[] _entries = new Entry[8];
    private int _count;

    private struct Entry
    {
        public int Start;
        public int NameLength;
        public int Length;
    }

    public void Clear()
    {
        _bytes.Clear();
        _count = 0;
    }

    public void Add(KeyValuePair<string, string> pair)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
        }

        ref Entry entry = ref _entries[_count++];
        entry.Start = _bytes.Length;
        PercentEncoding.AppendLower(_bytes, pair.Key);
        entry.NameLength = _bytes.Length - entry.Start;
        _bytes.Append((byte)'=');
        PercentEncoding.Append(_bytes, pair.Value ?? "");
        entry.Length = _bytes.Length - entry.Start;
    }

    /// <summary>Sorts by encoded name. Stable, and an insertion sort: a request has a handful of them.</summary>
    public void Sort()
    {
        for (int i = 1; i < _count; i++)
        {
            Entry entry = _entries[i];
            int j = i;
            while (j > 0 && CompareNames(_entries[j - 1], entry) > 0)
            {
                _entries[j] = _entries[j - 1];
                j--;
            }

            _entries[j] = entry;
        }
    }

    public void WritePairs(ByteBuffer target)
    {
        for (int i = 0; i < _count; i++)
        {
            if (i > 0)
            {
                target.Append((byte)'&');
            }

            target.Append(_bytes.Bytes, _entries[i].Start, _entries[i].Length);
        }
    }

    public void WriteNames(ByteBuffer target)
    {
        for (int i = 0; i < _count; i++)
        {
            if (i > 0)
            {
                target.Append((byte)';');
            }

            target.Append(_bytes.Bytes, _entries[i].Start, _entries[i].NameLength);
        }
    }

    private int CompareNames(in Entry a, in Entry b)
    {
        byte[] bytes = _bytes.Bytes;
        int length = Math.Min(a.NameLength, b.NameLength);
        for (int i = 0; i < length; i++)
        {
            int difference = bytes[a.Start + i] - bytes[b.Start + i];
            if (difference != 0)
            {
                return difference;
            }
        }

        return a.NameLength - b.NameLength;
    }
}
