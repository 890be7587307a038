using System;
using System.Globalization;
using System.Linq;
using System.Text;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>
/// The name of the file that a workflow is written to: one file of the folder that was named, and the same one on every system. What no
/// file can be called is percent-encoded.
/// </summary>
internal static class DefinitionFileName
{
    // With its end, and as UTF-8, below the 255 bytes that Linux takes.
    private const int MostBytes = 200;

    private static readonly string[] Devices =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        .. Enumerable.Range(0, 10).SelectMany(static i => new[] { "COM" + i, "LPT" + i }),
        .. "\u00B9\u00B2\u00B3".SelectMany(static i => new[] { "COM" + i, "LPT" + i }),
    ];

    /// <param name="name">The workflow's name.</param>
    /// <param name="id">Its id, for a name that is too long.</param>
    public static string Of(string name, string id)
    {
        string file = Encode(name);
        return Encoding.UTF8.GetByteCount(file) <= MostBytes ? file + ".xml" : Shorten(file) + "~" + Encode(id) + ".xml";
    }

    private static string Encode(string name)
    {
        var file = new StringBuilder();
        int length;
        for (int i = 0; i < name.Length; i += length)
        {
            // A point or a blank at an end hides the file, leads out of the folder, or is left out by Windows.
            bool isEdge = name[i] is '.' or ' ' && (i == 0 || i == name.Length - 1);
            bool isKept = ShownText.IsShown(name, i, out length) && "<>:\"/\\|?*%~".IndexOf(name[i]) < 0 && !isEdge;
            _ = isKept ? file.Append(name, i, length) : Append(file, name.Substring(i, length));
        }

        string stem = name.Split('.')[0].TrimEnd(' ');
        if (Devices.Contains(stem, StringComparer.OrdinalIgnoreCase))
        {
            file.Remove(0, 1).Insert(0, Append(new StringBuilder(), name.Substring(0, 1)));
        }

        return file.Length == 0 ? "%" : file.ToString();
    }

    private static StringBuilder Append(StringBuilder file, string text)
    {
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            file.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return file;
    }

    private static string Shorten(string file)
    {
        int length = MostBytes / 4;
        return file.Substring(0, char.IsHighSurrogate(file[length - 1]) ? length - 1 : length);
    }
}
