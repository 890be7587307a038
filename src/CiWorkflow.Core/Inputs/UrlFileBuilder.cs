using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using CiWorkflow.Model;
using CiWorkflow.Signing;

namespace CiWorkflow.Inputs;

/// <summary>
/// Writes the text of a UrlFile: one object URL a line, the key percent-encoded as a path, UTF-8 without a BOM, each ended by <c>\n</c>
/// (page: UrlFile).
/// </summary>
/// <remarks>
/// Memory is bounded: beyond 8 MB the text is in a temporary file, which is deleted with the builder. Not for concurrent use.
/// </remarks>
public sealed class UrlFileBuilder : IDisposable
{
    /// <summary>The largest object that one request writes, in bytes (COS: PUT Object).</summary>
    public const long LargestObject = 5L * 1024 * 1024 * 1024;

    private const int MostInMemory = 8 * 1024 * 1024;

    private const int MostInBuffer = 64 * 1024;

    private readonly ByteBuffer _buffer = new(MostInBuffer + 4096);
    private readonly SHA256 _keyHash = SHA256.Create();
    private readonly CosBucket _bucket;
    private readonly string _host;
    private readonly byte[] _start;
    private readonly HashSet<KeyFingerprint>? _seen;
#pragma warning disable CA5351 // Content-MD5 is what the service checks; nothing is kept secret by it.
    private readonly IncrementalHash _contentHash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
    private Stream _text = new MemoryStream();
    private byte[]? _md5;

    /// <summary>Makes an empty one.</summary>
    /// <param name="bucket">The bucket of the objects.</param>
    /// <param name="domain">The host of the URLs; null for the bucket's own.</param>
    /// <param name="allowDuplicates">Keeps a key that comes again. Without it each key is remembered by a hash of 16 bytes.</param>
    /// <exception cref="InvalidFieldException"><paramref name="domain"/> isn't a host's name.</exception>
    public UrlFileBuilder(CosBucket bucket, string? domain = null, bool allowDuplicates = false)
    {
        _bucket = bucket ?? throw new ArgumentNullException(nameof(bucket));
        _host = FieldRules.CheckDomain(domain ?? bucket.Host);
        _start = Encoding.ASCII.GetBytes("https://" + _host + "/");
        _seen = allowDuplicates ? null : [];
    }

    /// <summary>How many URLs it has.</summary>
    public long Count { get; private set; }

    /// <summary>How many keys came again and were left out.</summary>
    public long Duplicates { get; private set; }

    /// <summary>The length of the text in bytes.</summary>
    public long Size => _text.Length + _buffer.Length;

    /// <summary>Adds an object.</summary>
    /// <param name="keyOrUrl">Its key, 1 to 850 bytes of UTF-8, or its URL under the bucket's host or the domain.</param>
    /// <returns>False when the key had come already and was left out.</returns>
    /// <exception cref="InvalidFieldException">The key can't stand in a URL, or the URL isn't of this bucket.</exception>
    /// <exception cref="InvalidOperationException">The text was ended by <see cref="Finish"/>.</exception>
    public bool Add(string keyOrUrl)
    {
        if (_md5 is not null)
        {
            throw new InvalidOperationException(Messages.UrlFileFinished);
        }

        string key = ObjectUrl.IsUrl(keyOrUrl ?? "") ? KeyOf(keyOrUrl!) : FieldRules.CheckPathKey("Object", keyOrUrl);
        if (_seen is not null && !_seen.Add(KeyFingerprint.Of(key, _keyHash)))
        {
            Duplicates++;
            return false;
        }

        _buffer.Append(_start, 0, _start.Length);
        PercentEncoding.AppendPath(_buffer, key);
        _buffer.Append((byte)'\n');
        if (_buffer.Length >= MostInBuffer)
        {
            Flush();
        }

        Count++;
        return true;
    }

    /// <summary>Ends the text; a second call returns the same.</summary>
    /// <returns>
    /// The text, to be read from its beginning as often as is needed while the builder lives, and its MD5. No key can be added
    /// afterwards.
    /// </returns>
    public (Stream Text, byte[] Md5) Finish()
    {
        // A file that couldn't be written is written again from the same text, and a hash has its value once.
        if (_md5 is null)
        {
            Flush();
            _text.Flush();
            _md5 = _contentHash.GetHashAndReset();
        }

        return (_text, _md5);
    }

    /// <summary>Deletes the temporary file.</summary>
    public void Dispose()
    {
        _text.Dispose();
        _contentHash.Dispose();
        _keyHash.Dispose();
    }

    private string KeyOf(string url)
    {
        // The URL isn't shown: it may have a password in it.
        if (ObjectUrl.TryRead(url, out string fault) is not { } read)
        {
            throw new InvalidFieldException("Object", null, fault);
        }

        bool isOurs = string.Equals(read.Host, _host, StringComparison.OrdinalIgnoreCase)
            || read.Owner(_bucket.Bucket, _bucket.Region, _bucket.Host) == ObjectUrlOwner.ThisBucket;
        return isOurs
            ? read.Key
            : throw new InvalidFieldException("Object", null, Messages.UrlOfOtherBucket, read.Host, _bucket.Bucket, _bucket.Region);
    }

    private void Flush()
    {
        _contentHash.AppendData(_buffer.Bytes, 0, _buffer.Length);
        if (_text is MemoryStream && _text.Length + _buffer.Length > MostInMemory)
        {
            MoveToFile();
        }

        _text.Write(_buffer.Bytes, 0, _buffer.Length);
        _buffer.Clear();
    }

    private void MoveToFile()
    {
        FileStream file = TemporaryFile.Create("UrlFile");
        Stream memory = _text;
        memory.Position = 0;
        memory.CopyTo(file);
        memory.Dispose();
        _text = file;
    }
}
