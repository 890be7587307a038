using System.Linq;
using System.Management.Automation;

namespace CiWorkflow.Progress;

/// <summary>
/// Makes texts of a bar as long as they are wide. PowerShell 7 counts characters where it draws a bar, so that a line with Chinese in it
/// is wider than the window, wraps, and leaves its end on the screen.
/// </summary>
internal static class WideCharacters
{
    // Chooses the font that is chosen anyway, and takes no column. Zeros before the number change nothing.
    private const string Start = "\u001b[";
    private const string End = "10m";

    /// <summary>The record with texts that the console measures rightly.</summary>
    public static ProgressRecord Fit(ProgressRecord record)
    {
        record.Activity = Fit(record.Activity);
        record.StatusDescription = Fit(record.StatusDescription);
        return record;
    }

    // In front, so that it stays whole where the text is cut.
    private static string Fit(string text)
    {
        int wide = text.Count(IsWide);
        return wide == 0 ? text : Start + End.PadLeft(wide - Start.Length, '0') + text;
    }

    // The characters of two columns that are one char each; a pair of surrogates has two of both.
    private static bool IsWide(char c) => c is (>= '\u1100' and <= '\u115f') or (>= '\u2e80' and <= '\ua4cf' and not '\u303f')
        or (>= '\uac00' and <= '\ud7a3') or (>= '\uf900' and <= '\ufaff') or (>= '\ufe30' and <= '\ufe6f')
        or (>= '\uff00' and <= '\uff60') or (>= '\uffe0' and <= '\uffe6');
}
