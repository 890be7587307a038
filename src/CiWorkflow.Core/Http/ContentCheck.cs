using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace CiWorkflow.Http;

/// <summary>
/// Whether the content of an object came whole: by its checksum, its length, the protocol's own end, or its ETag. A body that only ends
/// proves nothing: a connection that is cut looks the same.
/// </summary>
internal sealed class ContentCheck : IDisposable
{
    private const int Md5Digits = 32;

    private readonly ulong? _checksum;
    private readonly long? _expectedLength;
    private readonly bool _hasEnd;
    private readonly string _etag = "";
    private readonly IncrementalHash? _md5;
    private Crc64 _crc = Crc64.Empty;
    private long _length;

    public ContentCheck(HttpResponseMessage response)
    {
        _checksum = response.Headers.TryGetValues("x-cos-hash-crc64ecma", out IEnumerable<string>? values)
            && ulong.TryParse(string.Concat(values), NumberStyles.None, CultureInfo.InvariantCulture, out ulong checksum)
            ? checksum
            : null;
        _expectedLength = response.Content.Headers.ContentLength;

        // HttpClient itself takes a chunked body, or a stream of HTTP/2, without its end for a failure.
        _hasEnd = response.Headers.TransferEncodingChunked == true || response.Version.Major >= 2;
        string tag = response.Headers.ETag is EntityTagHeaderValue { IsWeak: false } etag ? etag.Tag.Trim('"') : "";
        if (_checksum is null && _expectedLength is null && !_hasEnd && tag.Length == Md5Digits)
        {
            _etag = tag;
#pragma warning disable CA5351 // The ETag is the MD5 of the content; it guards against damage, not against an attacker.
            _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        }
    }

    /// <summary>Takes the next bytes.</summary>
    public void Add(byte[] buffer, int count)
    {
        _length += count;
        _crc = _checksum is null ? _crc : _crc.Add(buffer, count);
        _md5?.AppendData(buffer, 0, count);
    }

    /// <summary>What shows that the content isn't whole, or that nothing shows that it is; null where it is.</summary>
    public IOException? Finish()
    {
        bool isWhole = _expectedLength is null || _expectedLength == _length;
        if (isWhole && _checksum is { } checksum)
        {
            return checksum == _crc.Value ? null : new IOException(Messages.ContentDiffers);
        }

        if (isWhole && (_expectedLength is not null || _hasEnd))
        {
            return null;
        }

        bool isSame = _md5 is not null
            && BitConverter.ToString(_md5.GetHashAndReset()).Replace("-", "").Equals(_etag, StringComparison.OrdinalIgnoreCase);
        return isSame ? null : new IOException(isWhole ? Messages.ContentUnproved : Messages.ContentDiffers);
    }

    public void Dispose() => _md5?.Dispose();
}
