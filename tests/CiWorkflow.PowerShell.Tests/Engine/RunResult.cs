using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace CiWorkflow.Sandbox.Engine;

/// <summary>What a script wrote to each stream, and the error that ended it where one did.</summary>
public sealed class RunResult
{
    internal RunResult(IEnumerable<PSObject> output, RuntimeException? ended, PSDataStreams streams)
    {
        Output = output.ToArray();
        Ended = ended;
        Errors = streams.Error.ToArray();
        Warnings = streams.Warning.Select(record => record.Message).ToArray();
        Verbose = streams.Verbose.Select(record => record.Message).ToArray();
        Debug = streams.Debug.Select(record => record.Message).ToArray();
        Information = streams.Information.Select(record => record.ToString()).ToArray();
        Progress = streams.Progress.ToArray();
    }

    /// <summary>The objects.</summary>
    public IReadOnlyList<PSObject> Output { get; }

    /// <summary>The error that ended the script; null when it ran to its end.</summary>
    public RuntimeException? Ended { get; }

    /// <summary>The errors that did not end the script.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; }

    /// <summary>The warnings.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The verbose messages.</summary>
    public IReadOnlyList<string> Verbose { get; }

    /// <summary>The debug messages.</summary>
    public IReadOnlyList<string> Debug { get; }

    /// <summary>The information messages.</summary>
    public IReadOnlyList<string> Information { get; }

    /// <summary>The progress records.</summary>
    public IReadOnlyList<ProgressRecord> Progress { get; }
}
