using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CiWorkflow.Completion;

/// <summary>Something that a word may become: its text, how it is listed, and what is known of it.</summary>
internal readonly record struct Choice(string Text, string Name, string State)
{
    /// <summary>As PowerShell takes it, in quotes where its text would be read as something else.</summary>
    public CompletionResult ToResult()
    {
        bool isPlain = Text.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':') && Text[0] != '-';
        string typed = isPlain ? Text : "'" + CodeGeneration.EscapeSingleQuotedStringContent(Text) + "'";
        string name = Name.Length > 0 ? Name : Text;
        return new CompletionResult(typed, name, CompletionResultType.ParameterValue, State.Length > 0 ? name + ": " + State : name);
    }
}
