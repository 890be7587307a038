using System;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>The questions before a trigger: -WhatIf and -Confirm, and one more where the input is, or may be, the whole bucket.</summary>
internal sealed class TriggerConfirmation
{
    private readonly CiCmdlet _cmdlet;
    private readonly bool _force;
    private bool _yesToAll;
    private bool _noToAll;

    /// <param name="cmdlet">The command that asks.</param>
    /// <param name="force">Leaves out the question about the whole bucket.</param>
    public TriggerConfirmation(CiCmdlet cmdlet, bool force)
    {
        _cmdlet = cmdlet;
        _force = force;
    }

    /// <summary>Whether a job should be made.</summary>
    /// <exception cref="CommandException">The input may be the whole bucket, and nobody can be asked.</exception>
    public bool IsConfirmed(CreateJobRequest request, string bucket, string region)
    {
        string over = request.Input switch
        {
            { Object: { } key } => Format(CommandMessages.OverObject, Redaction.WithoutQuery(key)),
            { UrlFile: { } key } => Format(CommandMessages.OverUrlFile, Redaction.WithoutQuery(key)),
            { Manifest: { } key } => Format(CommandMessages.OverManifest, Redaction.WithoutQuery(key)),
            { Prefix: "" } => CommandMessages.OverBucket,
            { MaySelectWholeBucket: true, Prefix: var key } => Format(CommandMessages.PerhapsOverBucket, Redaction.WithoutQuery(key!)),
            { Prefix: var key } => Format(CommandMessages.OverPrefix, Redaction.WithoutQuery(key!)),
        };
        string when = request.TimeInterval is { } interval
            ? Format(CommandMessages.WhenUploaded, interval)
            : CommandMessages.WheneverUploaded;
        string action = Format(
            request.Operation is null ? CommandMessages.Triggering : CommandMessages.TriggeringMedia,
            request.Runs,
            request.Name,
            over,
            bucket,
            region,
            when);
        return _cmdlet.ShouldProcess(action, Format(CommandMessages.ConfirmTrigger, action), CommandMessages.TriggerCaption)
            && (!request.Input.MaySelectWholeBucket || _force || IsWholeBucketConfirmed(request.Input.Prefix!, action));
    }

    private bool IsWholeBucketConfirmed(string prefix, string action)
    {
        try
        {
            return _cmdlet.ShouldContinue(
                Format(CommandMessages.WholeBucket, action),
                CommandMessages.WholeBucketCaption,
                hasSecurityImpact: true,
                ref _yesToAll,
                ref _noToAll);
        }
        catch (Exception nobodyToAsk) when (nobodyToAsk is not PipelineStoppedException)
        {
            throw new CommandException(
                "WholeBucketNotConfirmed",
                ErrorCategory.InvalidOperation,
                Format(CommandMessages.WholeBucketUnasked, prefix),
                CommandMessages.WholeBucketAdvice,
                nobodyToAsk);
        }
    }

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
