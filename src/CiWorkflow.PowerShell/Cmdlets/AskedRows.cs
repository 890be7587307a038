using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>The rows of a command by the job that they ask for: the second of two equal ones isn't sent.</summary>
internal sealed class AskedRows
{
    // A hash for each: a run may have a million rows.
    private readonly Dictionary<Key, int> _rows = [];

    /// <summary>Finds the row that asked for the same job.</summary>
    /// <param name="request">What the row asks for; the same length up to now is the same interval.</param>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="region">The bucket's region.</param>
    /// <param name="key">What to add it by.</param>
    /// <returns>The number of the row; null where none did.</returns>
    public int? Find(CreateJobRequest request, string bucket, string region, out Key key)
    {
        string text = string.Join("\n", bucket, region, new JobComparison(request, bucket, region).Identity);
        using var hash = SHA256.Create();
        byte[] bytes = hash.ComputeHash(Encoding.UTF8.GetBytes(text));
        key = new Key(BitConverter.ToInt64(bytes, 0), BitConverter.ToInt64(bytes, 8));
        return _rows.TryGetValue(key, out int row) ? row : null;
    }

    /// <summary>Notes that a row asks for a job.</summary>
    public void Add(Key key, int row) => _rows[key] = row;

    /// <summary>What a row asks for.</summary>
    internal readonly record struct Key(long First, long Second);
}
