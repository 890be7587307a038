using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>Reads a UrlFile line by line: CRLF, a BOM and blank lines are read past; a line that is no URL of an object is refused with its number.</summary>
internal static class UrlFileInput
{
    private const int Piece = 1000;
    private const int LongestLine = 8 * 1024;

    public static async Task ReadAsync(CiClient client, string file, Action<InputException> fault, Func<IReadOnlyList<CiInputObject>, Task<bool>> give, CancellationToken cancellationToken)
    {
#pragma warning disable CA2007 // give runs where the caller does.
        using FileStream text = await Downloaded.OpenAsync(client, file, cancellationToken);
        using var reader = new StreamReader(text, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, 64 * 1024);
        var piece = new List<CiInputObject>(Piece);
        long number = 0;
        while (reader.ReadLine() is { } raw)
        {
            number++;
            string line = raw.Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (Read(line, client.BucketHost) is { } item)
            {
                piece.Add(item);
            }
            else
            {
                fault(new InputException(file, string.Format(CultureInfo.InvariantCulture, Messages.LineIsNoUrl, number)));
            }

            if (piece.Count == Piece)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!await give(piece))
                {
                    return;
                }

                piece = new List<CiInputObject>(Piece);
            }
        }

        if (piece.Count > 0)
        {
            await give(piece);
        }
#pragma warning restore CA2007
    }

    /// <summary>The object of a URL; null where the line is none.</summary>
    internal static CiInputObject? Read(string line, string bucketHost)
    {
        int scheme = line.IndexOf("://", StringComparison.Ordinal);
        int slash = scheme < 0 ? -1 : line.IndexOf('/', scheme + 3);
        if (line.Length > LongestLine || slash < 0 || slash + 1 == line.Length
            || !(line.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("http:", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        string host = line.Substring(scheme + 3, slash - scheme - 3);
        int query = line.IndexOfAny(['?', '#'], slash);
        string path = query < 0 ? line.Substring(slash + 1) : line.Substring(slash + 1, query - slash - 1);
        try
        {
            FieldRules.CheckDomain(host.Split(':')[0]);
            string key = FieldRules.CheckKey("Object", Uri.UnescapeDataString(path));
            return new CiInputObject(key) { ForeignHost = string.Equals(host, bucketHost, StringComparison.OrdinalIgnoreCase) ? null : host };
        }
        catch (InvalidFieldException)
        {
            return null;
        }
    }
}
