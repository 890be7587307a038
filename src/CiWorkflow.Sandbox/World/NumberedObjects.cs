using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CiWorkflow.Sandbox.World;

/// <summary>
/// A great many objects that take no memory: each follows from its number. One in <see cref="CorruptEvery"/> is corrupt.
/// </summary>
public sealed class NumberedObjects(int count, DateTimeOffset uploaded) : IReadOnlyList<SandboxObject>
{
    /// <summary>How many objects there are to one that is corrupt.</summary>
    public const int CorruptEvery = 250;

    /// <inheritdoc/>
    public int Count => count;

    /// <summary>Whether the object of a number is corrupt; it says so in its key too.</summary>
    public static bool IsCorrupt(int index) => index % CorruptEvery == CorruptEvery - 1;

    /// <inheritdoc/>
    public SandboxObject this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count);
            string flaw = IsCorrupt(index) ? "-corrupt" : "";
            string key = string.Create(CultureInfo.InvariantCulture, $"large/{index:0000000}{flaw}.mp4");
            return new SandboxObject(key, 1_000_000 + index, uploaded);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<SandboxObject> GetEnumerator() => Enumerable.Range(0, count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
