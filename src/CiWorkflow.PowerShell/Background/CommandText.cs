using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;
using CiWorkflow.Model;

namespace CiWorkflow.Background;

/// <summary>
/// A command with what it was given, as Get-Job shows it. The line that was typed may hold a key; this holds none: of what isn't plain
/// text, a number, a time or a switch it says only that it was given.
/// </summary>
internal static class CommandText
{
    public static string Of(InvocationInfo invocation)
    {
        var text = new StringBuilder(invocation.MyCommand.Name);
        foreach (KeyValuePair<string, object> given in invocation.BoundParameters)
        {
            text.Append(" -").Append(given.Key);
            switch (given.Value)
            {
                case SwitchParameter { IsPresent: true }:
                    break;
                case SwitchParameter:
                    text.Append(":$false");
                    break;
                default:
                    text.Append(' ').Append(TextOf(given.Value));
                    break;
            }
        }

        return text.ToString();
    }

    private static string TextOf(object? value) => ((value as PSObject)?.BaseObject ?? value) switch
    {
        null => "$null",
        string or ValueType or CiTimeInterval => Quoted(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        Array items => string.Join(", ", items.Cast<object?>().Select(TextOf)),
        _ => "…",
    };

    private static string Quoted(string text)
    {
        string shown = ShownText.Line(Redaction.Redact(text));
        return shown.Length > 0 && shown.All(static one => char.IsLetterOrDigit(one) || "-_./:".IndexOf(one) >= 0)
            ? shown : "'" + shown.Replace("'", "''") + "'";
    }
}
