using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using CiWorkflow.Connection;
using PowerShellJobState = System.Management.Automation.JobState;

namespace CiWorkflow.Background;

/// <summary>A job of PowerShell's own that runs one of the module's commands in a runspace of this process, as -AsJob starts it.</summary>
internal sealed class BackgroundJob : Job2
{
    private readonly Runspace _runspace;
    private readonly PowerShell _shell;
    private readonly BackgroundHost _host;
    private readonly PSDataCollection<PSObject>? _input;

    /// <summary>Makes a job that has not started.</summary>
    /// <param name="command">The command and what it was given, which Get-Job shows.</param>
    /// <param name="name">The command to run.</param>
    /// <param name="parameters">What was given on its command line.</param>
    /// <param name="input">What came through the pipeline; null where there was none.</param>
    /// <param name="context">The session's context.</param>
    /// <param name="preferences">The caller's preference variables.</param>
    public BackgroundJob(string command, string name, IReadOnlyDictionary<string, object> parameters, IReadOnlyList<PSObject>? input,
        CiContext context, IReadOnlyDictionary<string, object> preferences)
        : base(command)
    {
        PSJobTypeName = nameof(BackgroundJob);
        _host = new BackgroundHost(text => Warning.Add(new WarningRecord(text)));
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Path.Combine(Path.GetDirectoryName(typeof(BackgroundJob).Assembly.Location)!, "CiWorkflow.psd1")]);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        SessionContext.Set(_runspace, context);
        foreach (KeyValuePair<string, object> preference in preferences)
        {
            _runspace.SessionStateProxy.SetVariable(preference.Key, preference.Value);
        }

        _shell = PowerShell.Create();
        _shell.Runspace = _runspace;
        _shell.AddCommand(name);
        foreach (KeyValuePair<string, object> parameter in parameters)
        {
            _shell.AddParameter(parameter.Key, parameter.Value);
        }

        _shell.Streams.Error = Error;
        _shell.Streams.Warning = Warning;
        _shell.Streams.Verbose = Verbose;
        _shell.Streams.Debug = Debug;
        _shell.Streams.Information = Information;
        _shell.Streams.Progress = Progress;
        if (input is not null)
        {
            _input = new PSDataCollection<PSObject>(input);
            _input.Complete();
        }
    }

    /// <inheritdoc/>
    public override bool HasMoreData =>
        Output.Count + Error.Count + Warning.Count + Verbose.Count + Debug.Count + Information.Count + Progress.Count > 0;

    /// <inheritdoc/>
    public override string Location => Environment.MachineName;

    /// <inheritdoc/>
    public override string StatusMessage => "";

    /// <inheritdoc/>
    public override void StartJob()
    {
        SetJobState(PowerShellJobState.Running);
        _shell.InvocationStateChanged += (_, change) =>
        {
            switch (change.InvocationStateInfo.State)
            {
                case PSInvocationState.Completed:
                    SetJobState(PowerShellJobState.Completed);
                    break;
                case PSInvocationState.Failed:
                    AddFailure(change.InvocationStateInfo.Reason);
                    SetJobState(PowerShellJobState.Failed);
                    break;
                case PSInvocationState.Stopped:
                    SetJobState(PowerShellJobState.Stopped);
                    break;
            }
        };
        _shell.BeginInvoke(_input, Output);
    }

    /// <inheritdoc/>
    public override void StopJob()
    {
        if (JobStateInfo.State is PowerShellJobState.Running)
        {
            SetJobState(PowerShellJobState.Stopping);
            _host.IsStopping = true;
            _shell.Stop();
        }
    }

    /// <inheritdoc/>
    public override void StopJob(bool force, string reason) => StopJob();

    /// <inheritdoc/>
    public override void StartJobAsync() => Report(StartJob, OnStartJobCompleted);

    /// <inheritdoc/>
    public override void StopJobAsync() => Task.Run(() => Report(StopJob, OnStopJobCompleted));

    /// <inheritdoc/>
    public override void StopJobAsync(bool force, string reason) => StopJobAsync();

    /// <inheritdoc/>
    public override void SuspendJob() => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void SuspendJob(bool force, string reason) => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void SuspendJobAsync() => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void SuspendJobAsync(bool force, string reason) => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void ResumeJob() => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void ResumeJobAsync() => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void UnblockJob() => throw new PSNotSupportedException();

    /// <inheritdoc/>
    public override void UnblockJobAsync() => throw new PSNotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
            _shell.Dispose();
            _runspace.Dispose();
            _input?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Report(Action work, Action<System.ComponentModel.AsyncCompletedEventArgs> completed)
    {
        Exception? failure = null;
        try
        {
            work();
        }
        catch (Exception failed)
        {
            failure = failed;
        }

        completed(new System.ComponentModel.AsyncCompletedEventArgs(failure, false, null));
    }

    private void AddFailure(Exception? reason)
    {
        if (reason is IContainsErrorRecord { ErrorRecord: { } record })
        {
            Error.Add(record);
        }
        else if (reason is not null)
        {
            Error.Add(new ErrorRecord(reason, reason.GetType().Name, ErrorCategory.NotSpecified, null));
        }
    }
}
