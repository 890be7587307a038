using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>The objects of an inventory report: the rows of gzip CSV files that a manifest.json names.</summary>
/// <remarks>Delete markers and old versions aren't objects that a job touches, and are left out.</remarks>
internal sealed class ManifestRows : InputSource
{
    private const int MaxRow = 64 * 1024;
    private const int MaxKeyBytes = 850;

    private readonly CosBucket _bucket;
    private readonly string _key;
    private readonly bool _needsTime;
    private readonly bool _needsSize;
    private readonly List<string> _fields = [];
    private Manifest? _manifest;
    private (int Appid, int Bucket, int Key, int Size, int Time, int Class, int IsLatest, int IsDeleteMarker) _columns;
    private int _nextFile;
    private FileStream? _file;
    private GzipReader? _unpacked;
    private LineReader? _rows;

    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key of the manifest.json.</param>
    /// <param name="needsTime">Whether the upload times are needed: a row without one is a fault.</param>
    /// <param name="needsSize">Whether the sizes are needed.</param>
    public ManifestRows(CosBucket bucket, string key, bool needsTime, bool needsSize)
    {
        _bucket = bucket;
        _key = key;
        _needsTime = needsTime;
        _needsSize = needsSize;
    }

    public override async Task<InputPage?> NextAsync(CancellationToken cancellationToken)
    {
        _manifest ??= await ReadManifestAsync(cancellationToken).ConfigureAwait(false);
        if (_rows is null)
        {
            if (_nextFile == _manifest.Files.Count)
            {
                return null;
            }

            ManifestFile file = _manifest.Files[_nextFile++];
            try
            {
                await OpenAsync(file, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is InputException or InvalidDataException)
            {
                CloseFile();
                return new InputPage([], [Fault(file, failure is InputException input ? input.Reason : failure.Message)]);
            }
        }

        return ReadRows(_manifest.Files[_nextFile - 1], cancellationToken);
    }

    public override void Dispose() => CloseFile();

    private async Task<Manifest> ReadManifestAsync(CancellationToken cancellationToken)
    {
        using FileStream json = await ObjectDownload.OpenAsync(_bucket, _key, Manifest.MaxBytes, cancellationToken).ConfigureAwait(false);
        Manifest manifest = Manifest.Read(json, _key, _bucket.Bucket);
        manifest.Require(_key, "Key");
        manifest.Require(_key, _needsTime ? ["LastModifiedDate"] : []);
        manifest.Require(_key, _needsSize ? ["Size"] : []);
        _columns = (
            manifest.Column("Appid"),
            manifest.Column("Bucket"),
            manifest.Column("Key"),
            manifest.Column("Size"),
            manifest.Column("LastModifiedDate"),
            manifest.Column("StorageClass"),
            manifest.Column("IsLatest"),
            manifest.Column("IsDeleteMarker"));
        return manifest;
    }

    private async Task OpenAsync(ManifestFile file, CancellationToken cancellationToken)
    {
        _file = await ObjectDownload.OpenAsync(_bucket, file.Key, UrlFileBuilder.LargestObject, cancellationToken).ConfigureAwait(false);

        // The whole file is checked before its first row is given: of a damaged file no row counts.
        await Task.Run(() => Check(_file, file.Md5, cancellationToken), cancellationToken).ConfigureAwait(false);
        _unpacked = new GzipReader(_file);
        _rows = new LineReader(_unpacked, MaxRow, quoted: true);
    }

    /// <exception cref="InvalidDataException">It is damaged.</exception>
    internal static void Check(Stream packed, string md5, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        if (md5.Length == 0)
        {
            using var unpacked = new GzipReader(packed);
            while (unpacked.Read(buffer, 0, buffer.Length) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            return;
        }

#pragma warning disable CA5351 // The report has MD5 checksums; they guard against damage, not against an attacker.
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        for (int read; (read = packed.Read(buffer, 0, buffer.Length)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        if (!BitConverter.ToString(hash.GetHashAndReset()).Replace("-", "").Equals(md5, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException(Messages.ChecksumDiffers);
        }
    }

    private InputPage ReadRows(ManifestFile file, CancellationToken cancellationToken)
    {
        var objects = new List<CiInputObject>(PageLength);
        var faults = new List<InputFault>();
        try
        {
            while (objects.Count < PageLength && faults.Count < PageLength)
            {
                if (!_rows!.Read(cancellationToken))
                {
                    CloseFile();
                    break;
                }

                CiInputObject? item = ReadRow(_rows.TryDecode(), out string fault);
                if (item is not null)
                {
                    objects.Add(item);
                }
                else if (fault.Length > 0)
                {
                    faults.Add(Fault(file, string.Format(CultureInfo.InvariantCulture, Messages.ManifestRow, _rows.Number, fault)));
                }
            }
        }
        catch (InvalidDataException damage)
        {
            faults.Add(Fault(file, damage.Message));
            CloseFile();
        }

        return new InputPage(objects, faults);
    }

    /// <summary>The object of a row; null with a fault, or without one where the row isn't an object that a job touches.</summary>
    private CiInputObject? ReadRow(string? row, out string fault)
    {
        fault = "";
        if (row is null || !CsvLine.Split(row, _fields))
        {
            fault = row is null ? Messages.RowEncoding : Messages.RowQuotes;
            return null;
        }

        if (Field(_columns.Bucket) is { Length: > 0 } bucket
            && bucket != _bucket.Bucket && bucket + "-" + Field(_columns.Appid) != _bucket.Bucket)
        {
            fault = string.Format(CultureInfo.InvariantCulture, Messages.RowBucket, ShownText.Of(bucket));
            return null;
        }

        if (!IsFlag(_columns.IsDeleteMarker) || !IsFlag(_columns.IsLatest))
        {
            fault = Messages.RowVersion;
            return null;
        }

        if (Is(_columns.IsDeleteMarker, "true") || Is(_columns.IsLatest, "false"))
        {
            return null;
        }

        if (ReadKey(Field(_columns.Key)) is not { } key)
        {
            fault = Messages.RowKey;
            return null;
        }

        string time = Field(_columns.Time);
        var item = new CiInputObject(key)
        {
            Size = long.TryParse(Field(_columns.Size), NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null,
            LastModified = ServiceTime.Read(time),
            StorageClass = Field(_columns.Class),
        };
        if (_needsTime && item.LastModified is null)
        {
            fault = string.Format(CultureInfo.InvariantCulture, Messages.RowTime, ShownText.Of(time));
        }
        else if (_needsSize && item.Size is null)
        {
            fault = string.Format(CultureInfo.InvariantCulture, Messages.RowSize, ShownText.Of(Field(_columns.Size)));
        }

        return fault.Length == 0 ? item : null;
    }

    // Line breaks and other control characters may be in a key, whatever else a key must be.
    private static string? ReadKey(string encoded) =>
        PercentDecoding.TryDecode(encoded) is { Length: > 0 } key && Encoding.UTF8.GetByteCount(key) <= MaxKeyBytes ? key : null;

    private string Field(int column) => column >= 0 && column < _fields.Count ? _fields[column] : "";

    private bool Is(int column, string value) => Field(column).Trim().Equals(value, StringComparison.OrdinalIgnoreCase);

    private bool IsFlag(int column) => Is(column, "") || Is(column, "true") || Is(column, "false");

    private InputFault Fault(ManifestFile file, string reason) =>
        new(new InputException(_key, string.Format(CultureInfo.InvariantCulture, Messages.ManifestPart, ShownText.Of(file.Key), reason)));

    private void CloseFile()
    {
        _unpacked?.Dispose();
        _file?.Dispose();
        (_unpacked, _file, _rows) = (null, null, null);
    }
}
