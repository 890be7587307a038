using System;
using System.Security.Cryptography;
using System.Text;

namespace CiWorkflow.Inputs;

/// <summary>The first 128 bits of a key's SHA-256: enough that two keys never share it, in 16 bytes for each of millions.</summary>
/// <param name="High">The first 64 bits.</param>
/// <param name="Low">The 64 bits after them.</param>
internal readonly record struct KeyFingerprint(ulong High, ulong Low)
{
    /// <summary>The fingerprint of a key.</summary>
    public static KeyFingerprint Of(string key, SHA256 hash)
    {
        byte[] digest = hash.ComputeHash(Encoding.UTF8.GetBytes(key));
        return new KeyFingerprint(BitConverter.ToUInt64(digest, 0), BitConverter.ToUInt64(digest, 8));
    }
}
