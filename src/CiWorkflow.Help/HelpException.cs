using System;

namespace CiWorkflow.Help;

/// <summary>A page of help that can't be used, with its place, in the form that MSBuild shows as an error.</summary>
internal sealed class HelpException : Exception
{
    public HelpException(string file, int line, string message)
        : base($"{file}({line}): error CIHELP: {message}")
    {
    }
}
