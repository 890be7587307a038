using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using CiWorkflow.Model;

namespace CiWorkflow.Completion;

/// <summary>Something that a word may become: its text, how it is listed, and what is known of it.</summary>
internal readonly record struct Choice(string Text, string Name, string State)
{
    /// <summary>As PowerShell takes it, in quotes where its text would be read as something else.</summary>
    public CompletionResult ToResult()
    {
        bool isPlain = Text.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':') && Text[0] != '-';
        string typed = isPlain ? Text
            : ShownText.Line(Text) == Text ? "'" + CodeGeneration.EscapeSingleQuotedStringContent(Text) + "'"
            : Spelled();
        string name = ShownText.Line(Name.Length > 0 ? Name : Text);
        string tip = State.Length > 0 ? name + ": " + ShownText.Line(State) : name;
        return new CompletionResult(typed, name, CompletionResultType.ParameterValue, tip);
    }

    // "in/a$([char]0x1b)": what can't be shown is spelled so that every PowerShell makes the same text of it again.
    private string Spelled()
    {
        var typed = new StringBuilder("\"");
        int length;
        for (int i = 0; i < Text.Length; i += length)
        {
            if (ShownText.IsShown(Text, i, out length))
            {
                // Typographic quotes are quotes to PowerShell.
                typed.Append(Text[i] is '"' or '`' or '$' or '\u201C' or '\u201D' or '\u201E' ? "`" : "").Append(Text, i, length);
                continue;
            }

            for (int unit = i; unit < i + length; unit++)
            {
                typed.Append("$([char]0x").Append(((int)Text[unit]).ToString("x", CultureInfo.InvariantCulture)).Append(')');
            }
        }

        return typed.Append('"').ToString();
    }
}
