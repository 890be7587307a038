using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Background;
using CiWorkflow.Model;
using CiWorkflow.Progress;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet of this module: it begins only when every parameter of the command line has a value.</summary>
public abstract class CiCmdlet : PSCmdlet
{
    private static readonly bool HasStyle = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle") is not null;

    private readonly HashSet<string> _typed = [];

    /// <summary>Refuses what was given on the command line without a value, and then does what the command does first.</summary>
    protected sealed override void BeginProcessing()
    {
        foreach (KeyValuePair<string, object?> given in MyInvocation.BoundParameters)
        {
            _typed.Add(given.Key);
            GivenAttribute? rule = MyInvocation.MyCommand.Parameters[given.Key].Attributes.OfType<GivenAttribute>().FirstOrDefault();
            if (rule is { BlankInRow: true }
                && !(rule.EmptyHasMeaning && given.Value is "") && GivenAttribute.FindFault(given.Value) is { } fault)
            {
                Refuse(given.Key, fault);
            }

            Spell(given.Key);
        }

        Open();
        Begin();
    }

    // PowerShell takes a word of a set in any case; the service knows it in its own spelling only.
    private void Spell(string parameter)
    {
        ValidateSetAttribute? set = MyInvocation.MyCommand.Parameters[parameter].Attributes.OfType<ValidateSetAttribute>().FirstOrDefault();
        if (set is null || GetType().GetProperty(parameter) is not { } property)
        {
            return;
        }

        string InSet(string word) =>
            set.ValidValues.FirstOrDefault(valid => valid.Equals(word, StringComparison.OrdinalIgnoreCase)) ?? word;
        property.SetValue(this, property.GetValue(this) switch
        {
            string word => InSet(word),
            string[] words => words.Select(InSet).ToArray(),
            var other => other,
        });
    }

    /// <summary>Ends the command before its first item, for a parameter that breaks a rule.</summary>
    private protected void Refuse(string parameter, string rule) =>
        ThrowTerminatingError(ErrorRecords.TryMake(new InvalidFieldException(parameter, null, rule), static () => null)!);

    /// <summary>What every command of a kind does before that.</summary>
    private protected virtual void Open()
    {
    }

    /// <summary>What the command does before its first item.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Draws a bar; in a terminal of PowerShell 7 so that Chinese in it leaves nothing on the screen.</summary>
    private protected new void WriteProgress(ProgressRecord record)
    {
        record.Activity = ShownText.Line(record.Activity);
        record.StatusDescription = ShownText.Line(record.StatusDescription);
        base.WriteProgress(HasStyle && Host.Name is "ConsoleHost" or nameof(BackgroundHost) ? WideCharacters.Fit(record) : record);
    }

    // What a person reads leaves through these, and so through ShownText: names and messages of others may hold what a terminal obeys.

    /// <inheritdoc cref="Cmdlet.WriteWarning(string)"/>
    internal new void WriteWarning(string text) => base.WriteWarning(ShownText.Line(text));

    /// <inheritdoc cref="Cmdlet.WriteVerbose(string)"/>
    internal new void WriteVerbose(string text) => base.WriteVerbose(ShownText.Lines(text));

    /// <inheritdoc cref="Cmdlet.WriteDebug(string)"/>
    internal new void WriteDebug(string text) => base.WriteDebug(ShownText.Lines(text));

    /// <inheritdoc cref="Cmdlet.WriteInformation(object, string[])"/>
    private protected new void WriteInformation(object message, string[] tags) =>
        base.WriteInformation(message is string text ? ShownText.Line(text) : message, tags);

    /// <inheritdoc cref="Cmdlet.WriteError(ErrorRecord)"/>
    private protected new void WriteError(ErrorRecord record) => base.WriteError(ErrorRecords.Shown(record));

    /// <inheritdoc cref="Cmdlet.ThrowTerminatingError(ErrorRecord)"/>
    private protected new void ThrowTerminatingError(ErrorRecord record) => base.ThrowTerminatingError(ErrorRecords.Shown(record));

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string)"/>
    private protected new bool ShouldProcess(string target) => base.ShouldProcess(ShownText.Line(target));

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string, string)"/>
    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(ShownText.Line(target), ShownText.Line(action));

    /// <inheritdoc cref="Cmdlet.ShouldProcess(string, string, string)"/>
    internal new bool ShouldProcess(string action, string? question, string? caption) =>
        base.ShouldProcess(ShownText.Line(action), question is null ? null : ShownText.Line(question), caption);

    /// <inheritdoc cref="Cmdlet.ShouldContinue(string, string, bool, ref bool, ref bool)"/>
    internal new bool ShouldContinue(string question, string caption, bool hasSecurityImpact, ref bool yesToAll, ref bool noToAll) =>
        base.ShouldContinue(ShownText.Line(question), caption, hasSecurityImpact, ref yesToAll, ref noToAll);

    /// <summary>Whether a parameter was given on the command line, and not by an item of the pipeline.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <returns>True when it was.</returns>
    private protected bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>Whether the command only shows what it would do.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? LanguagePrimitives.IsTrue(given)
        : MyInvocation.MyCommand.Parameters.ContainsKey("WhatIf") && LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>The full path of a file or a folder; a relative one is of the shell's location.</summary>
    /// <exception cref="InvalidFieldException">It is of another provider than the file system.</exception>
    private protected string ResolveFile(string parameter, string path)
    {
        try
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? file : throw new InvalidFieldException(parameter, path, CommandMessages.PathIsNoFile);
        }
        catch (SessionStateException)
        {
            throw new InvalidFieldException(parameter, path, CommandMessages.PathIsNoFile);
        }
    }
}
