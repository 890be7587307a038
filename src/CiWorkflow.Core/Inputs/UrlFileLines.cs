using System.Collections.Generic;
using System.Globalization;
using System.IO;
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

    private readonly CosBucket _bucket;
    private readonly string _key;
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

    public override void Dispose() => _text?.Dispose();

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

        return new CiInputObject(url.Key) { ForeignHost = owner == ObjectUrlOwner.ThisBucket ? null : url.Host };
    }

    private InputFault Fault(long line, string fault) =>
        new(new InputException(_key, string.Format(CultureInfo.InvariantCulture, Messages.UrlFileLine, line, fault)));
}
