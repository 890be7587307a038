using System;
using System.Globalization;
using System.IO;

namespace CiWorkflow.Model;

/// <summary>The base of every failure that this library throws, apart from arguments that break a rule and cancellation.</summary>
public abstract class CiException : Exception
{
    private protected CiException(string message, Exception? inner = null)
        : base(ShownText.Line(message), Shown(inner))
    {
    }

    /// <summary>
    /// A cause as it may be shown: .NET's readers quote what they read, and Get-Error shows each cause. One that is harmless stays itself.
    /// </summary>
    internal static Exception? Shown(Exception? inner) =>
        inner?.Message.Replace('\r', ' ').Replace('\n', ' ') is { } text && ShownText.Line(text) is var shown && shown != text
            ? new InvalidDataException(shown)
            : inner;

    /// <summary>How many times the call was made.</summary>
    public int Tries { get; internal set; } = 1;

    /// <summary>
    /// The CAM action that the call needs, as <c>ci:TriggerMediaWorkflow</c>; empty where the failure is of no single call.
    /// </summary>
    public string CamAction { get; internal set; } = "";

    /// <summary>The message, with the number of tries where there was more than one.</summary>
    public override string Message =>
        Tries == 1 ? base.Message : base.Message + string.Format(CultureInfo.InvariantCulture, Messages.AfterTries, Tries);
}
