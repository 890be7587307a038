using System;
using System.Security.Cryptography;

namespace CiWorkflow.Inputs;

/// <summary>A hash of 128 bits of a key, under a seed of its own: two different keys have the same one in practice never, and nobody can make two that have.</summary>
internal readonly struct KeyFingerprint : IEquatable<KeyFingerprint>
{
    private readonly ulong _high;
    private readonly ulong _low;

    private KeyFingerprint(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>Seeds that nobody knows.</summary>
    public static (ulong High, ulong Low) NewSeeds()
    {
        byte[] bytes = new byte[16];
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return (BitConverter.ToUInt64(bytes, 0), BitConverter.ToUInt64(bytes, 8));
    }

    public static KeyFingerprint Of(string key, (ulong High, ulong Low) seeds)
    {
        ulong high = seeds.High;
        ulong low = seeds.Low ^ (ulong)key.Length;
        foreach (char c in key)
        {
            high = (high ^ c) * 0x9E3779B97F4A7C15;
            high ^= high >> 29;
            low = (low + c) * 0xD6E8FEB86659FD93;
            low ^= low >> 32;
        }

        return new KeyFingerprint(Mix(high ^ (low << 1)), Mix(low));
    }

    public bool Equals(KeyFingerprint other) => _high == other._high && _low == other._low;

    public override bool Equals(object? obj) => obj is KeyFingerprint other && Equals(other);

    public override int GetHashCode() => (int)_low;

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
