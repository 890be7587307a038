using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>
/// The objects of a UrlFile, one URL a line. A line that isn't the URL of an object of this bucket is a fault with its number.
/// </summary>
internal sealed class UrlFileLines : InputSource
{
    private const int MaxLine = 8 * 1024;

    // Behind so many keys, some 100 MB of memory, duplicates aren't looked for any more.
    private const int MostRemembered = 4_000_000;

    private readonly CosBucket _bucket;
    private readonly string _key;
    private readonly SHA256 _keyHash = SHA256.Create();
    private readonly HashSet<KeyFingerprint> _seen = [];
    private FileStream? _text;
    private LineReader? _lines;
    private bool _ended;

    public UrlFileLines(CosBucket bucket, string key)
    {
        _bucket = bucket;
        _key = key;
    }

    public override async Task<InputPage?> NextAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return null;
        }

        if (_lines is null)
        {
            _text = await ObjectDownload.OpenAsync(_bucket, _key, UrlFileBuilder.LargestObject, cancellationToken).ConfigureAwait(false);
            _lines = new LineReader(_text, MaxLine);
        }

        var objects = new List<CiInputObject>();
        var faults = new List<InputFault>();
        while (!_ended && objects.Count < PageLength && faults.Count < PageLength)
        {
            try
            {
                if (!_lines.Read(cancellationToken))
                {
                    _ended = true;
                }
                else if (Read(_lines, out string fault) is { } item)
                {
                    objects.Add(item);
                }
                else if (fault.Length > 0)
                {
                    faults.Add(Fault(_lines.Number, fault));
                }
            }
            catch (InvalidDataException endless)
            {
                faults.Add(new InputFault(new InputException(_key, endless.Message)));
                _ended = true;
            }
        }

        return new InputPage(objects, faults);
    }

    public override void Dispose()
    {
        _text?.Dispose();
        _keyHash.Dispose();
    }

    private CiInputObject? Read(LineReader lines, out string fault)
    {
        if (lines.IsUtf16)
        {
            // Nothing behind it can be right either.
            _ended = true;
            fault = Messages.UrlFileUtf16;
            return null;
        }

        if (lines.TryDecode() is not { } line)
        {
            fault = Messages.UrlFileEncoding;
            return null;
        }

        line = line.Trim();
        fault = "";
        if (line.Length == 0 || ObjectUrl.TryRead(line, out fault) is not { } url)
        {
            return null;
        }

        ObjectUrlOwner owner = url.Owner(_bucket.Bucket, _bucket.Region, _bucket.Host);
        if (owner == ObjectUrlOwner.OtherBucket)
        {
            fault = string.Format(CultureInfo.InvariantCulture, Messages.UrlOfOtherBucket, url.Host, _bucket.Bucket, _bucket.Region);
            return null;
        }

        var item = new CiInputObject(url.Key) { ForeignHost = owner == ObjectUrlOwner.ThisBucket ? null : url.Host };
        item.IsDuplicate = IsKnown(item);
        return item;
    }

    // A key has no line break.
    private bool IsKnown(CiInputObject item)
    {
        KeyFingerprint print = KeyFingerprint.Of(item.ForeignHost is null ? item.Key : item.ForeignHost + "\n" + item.Key, _keyHash);
        return _seen.Count < MostRemembered ? !_seen.Add(print) : _seen.Contains(print);
    }

    private InputFault Fault(long line, string fault) =>
        new(new InputException(_key, string.Format(CultureInfo.InvariantCulture, Messages.UrlFileLine, line, fault)));
}
