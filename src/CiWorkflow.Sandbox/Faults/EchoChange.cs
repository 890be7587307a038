using System.Text.RegularExpressions;

namespace CiWorkflow.Sandbox.Faults;

/// <summary>How a job that is answered differs from the one that was sent, where it is the same job.</summary>
public enum EchoChange
{
    /// <summary>A prefix has lost the slash at its end.</summary>
    PrefixWithoutSlash,

    /// <summary>Input is left out.</summary>
    InputLeftOut,

    /// <summary>Operation is left out.</summary>
    OperationLeftOut,

    /// <summary>The name is in another case.</summary>
    NameInUpperCase,

    /// <summary>Input has another node, which is empty.</summary>
    EmptyNodeAdded,

    /// <summary>Times have no offset.</summary>
    TimesWithoutOffset,
}

/// <summary>Changes the answers.</summary>
internal static partial class Echo
{
    public static string Change(string answer, EchoChange change) => change switch
    {
        EchoChange.PrefixWithoutSlash => PrefixPattern().Replace(answer, "<Prefix>$1</Prefix>"),
        EchoChange.InputLeftOut => InputPattern().Replace(answer, ""),
        EchoChange.OperationLeftOut => OperationPattern().Replace(answer, ""),
        EchoChange.NameInUpperCase => NamePattern().Replace(
            answer, match => match.Value[..6] + match.Groups[1].Value.ToUpperInvariant() + "</Name>"),
        EchoChange.EmptyNodeAdded => answer.Replace("</Input>", "<Object></Object></Input>", System.StringComparison.Ordinal),
        _ => TimePattern().Replace(answer, "$1<"),
    };

    [GeneratedRegex("<Prefix>([^<]*)/</Prefix>")]
    private static partial Regex PrefixPattern();

    [GeneratedRegex("<Input>.*?</Input>|<Input />")]
    private static partial Regex InputPattern();

    [GeneratedRegex("<Operation>.*?</Operation>|<Operation />")]
    private static partial Regex OperationPattern();

    [GeneratedRegex("<Name>([^<]*)</Name>")]
    private static partial Regex NamePattern();

    [GeneratedRegex("([0-9]{2}:[0-9]{2}:[0-9]{2})[+-][0-9]{4}<")]
    private static partial Regex TimePattern();
}
