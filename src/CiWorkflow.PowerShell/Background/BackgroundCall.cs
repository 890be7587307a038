using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using CiWorkflow.Connection;

namespace CiWorkflow.Background;

/// <summary>
/// Gathers what a command was given, on its command line and through the pipeline, so that the same command can run as a job.
/// </summary>
internal sealed class BackgroundCall
{
    // These name variables and buffers of the caller's session, which a job doesn't have.
    private static readonly string[] OfTheCaller =
        ["AsJob", "OutVariable", "OutBuffer", "ErrorVariable", "WarningVariable", "InformationVariable", "PipelineVariable"];

    // What the caller's scope decides for each command: a function that was called with -WhatIf sets nothing else.
    private static readonly string[] Preferences =
    [
        "WhatIfPreference", "ConfirmPreference", "ErrorActionPreference", "WarningPreference", "VerbosePreference", "DebugPreference",
        "InformationPreference", "ProgressPreference",
    ];

    private readonly PSCmdlet _cmdlet;
    private readonly string _command;
    private readonly Dictionary<string, object> _given;
    private readonly List<PSObject> _items = [];

    /// <summary>Takes the command line of a cmdlet; to be made before its first item.</summary>
    public BackgroundCall(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        _command = CommandText.Of(cmdlet.MyInvocation);
        _given = cmdlet.MyInvocation.BoundParameters
            .Where(static given => !OfTheCaller.Contains(given.Key))
            .ToDictionary(static given => given.Key, static given => given.Value);
    }

    /// <summary>Takes the item of the pipeline that the cmdlet is bound to now.</summary>
    public void Add()
    {
        var item = new PSObject();

        // A parameter that takes the object as it is comes before one that makes something of it, which loses the other properties.
        foreach (KeyValuePair<string, object> bound in _cmdlet.MyInvocation.BoundParameters
            .OrderByDescending(static bound => bound.Value is PSObject))
        {
            if (_given.ContainsKey(bound.Key) || OfTheCaller.Contains(bound.Key))
            {
                continue;
            }

            if (IsByValueOnly(bound.Key))
            {
                // The object itself, which has the properties that the other parameters were bound to.
                _items.Add(PSObject.AsPSObject(bound.Value));
                return;
            }

            // One text that was bound to a list is one text again: so the object had it.
            item.Properties.Add(new PSNoteProperty(bound.Key, bound.Value is string[] { Length: 1 } one ? one[0] : bound.Value));
        }

        if (item.Properties.Any())
        {
            _items.Add(item);
        }
    }

    /// <summary>
    /// Puts another value in the place of one that means something in the caller's session only, such as a relative path.
    /// </summary>
    public void Replace(string parameter, object value) => _given[parameter] = value;

    /// <summary>Starts the job and adds it to those that Get-Job lists.</summary>
    public Job Start()
    {
        List<PSObject>? items = _cmdlet.MyInvocation.ExpectingInput ? _items : null;
        Dictionary<string, object> preferences = Preferences
            .Select(name => new KeyValuePair<string, object?>(name, _cmdlet.GetVariableValue(name)))
            .Where(static preference => preference.Value is not null)
            .ToDictionary(static preference => preference.Key, static preference => preference.Value!);
        var job = new BackgroundJob(
            _command, _cmdlet.MyInvocation.MyCommand.Name, _given, items, SessionContext.Current, preferences);
        _cmdlet.JobRepository.Add(job);
        job.StartJob();
        return job;
    }

    private bool IsByValueOnly(string parameter) =>
        _cmdlet.MyInvocation.MyCommand.Parameters[parameter].ParameterSets.Values is { } sets
        && sets.Any(static set => set.ValueFromPipeline) && !sets.Any(static set => set.ValueFromPipelineByPropertyName);
}
