using System;

namespace CiWorkflow.Jobs;

/// <summary>Counts events by time in a fixed number of buckets. The buckets grow with the span of time, so memory doesn't.</summary>
internal sealed class TimeHistogram
{
    /// <summary>The number of buckets.</summary>
    public const int Buckets = 60;

    private long _origin;

    /// <summary>The length of a bucket in seconds.</summary>
    public long Width { get; private set; } = 1;

    /// <summary>The events of each bucket that went well.</summary>
    public long[] Good { get; private set; } = new long[Buckets];

    /// <summary>The events of each bucket that did not.</summary>
    public long[] Bad { get; private set; } = new long[Buckets];

    /// <summary>How many events were counted.</summary>
    public long Count { get; private set; }

    /// <summary>The start of the first bucket.</summary>
    public DateTimeOffset Origin => DateTimeOffset.FromUnixTimeSeconds(_origin);

    /// <summary>Counts an event.</summary>
    public void Add(DateTimeOffset time, bool isGood)
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

        (isGood ? Good : Bad)[(second - _origin) / Width]++;
        Count++;
    }

    private void Merge(int offset)
    {
        long[] good = new long[Buckets];
        long[] bad = new long[Buckets];
        for (int i = 0; i < Buckets; i++)
        {
            good[offset + (i / 2)] += Good[i];
            bad[offset + (i / 2)] += Bad[i];
        }

        (Good, Bad) = (good, bad);
        Width *= 2;
    }
}
