using System;
using System.Collections.Generic;
using System.Globalization;

namespace CiWorkflow.Jobs;

/// <summary>Counts events by time in a fixed number of buckets. The buckets grow with the span of time, so memory doesn't.</summary>
public sealed class TimeHistogram
{
    /// <summary>The number of buckets.</summary>
    public const int Buckets = 60;

    private long[] _good = new long[Buckets];
    private long[] _bad = new long[Buckets];
    private long _origin;

    internal TimeHistogram()
    {
    }

    /// <summary>The length of a bucket in seconds.</summary>
    public long Width { get; private set; } = 1;

    /// <summary>The events of each bucket that went well.</summary>
    public IReadOnlyList<long> Good => _good;

    /// <summary>The events of each bucket that did not.</summary>
    public IReadOnlyList<long> Bad => _bad;

    /// <summary>How many events were counted.</summary>
    public long Count { get; private set; }

    /// <summary>The start of the first bucket.</summary>
    public DateTimeOffset Origin => DateTimeOffset.FromUnixTimeSeconds(_origin);

    /// <summary>How many events were counted.</summary>
    public override string ToString() => Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Counts an event.</summary>
    internal void Add(DateTimeOffset time, bool isGood)
    {
        long second = time.ToUnixTimeSeconds();
        if (Count == 0)
        {
            _origin = second;
        }

        while (second < _origin)
        {
            _origin -= Width * Buckets;
            Merge(Buckets / 2);
        }

        while (second >= _origin + (Width * Buckets))
        {
            Merge(0);
        }

        (isGood ? _good : _bad)[(second - _origin) / Width]++;
        Count++;
    }

    private void Merge(int offset)
    {
        long[] good = new long[Buckets];
        long[] bad = new long[Buckets];
        for (int i = 0; i < Buckets; i++)
        {
            good[offset + (i / 2)] += _good[i];
            bad[offset + (i / 2)] += _bad[i];
        }

        (_good, _bad) = (good, bad);
        Width *= 2;
    }
}
