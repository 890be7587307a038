using System.Management.Automation;
using CiWorkflow.Arguments;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet of the service that keeps a log of what it did.</summary>
public abstract class LoggedCmdlet : ServiceCmdlet, ILogged
{
    /// <summary>
    /// The file that a line of JSON is appended to for each item and its outcome: who, when, what, and the result. The context's when it
    /// isn't given.
    /// </summary>
    [Parameter]
    [Text("FullName")]
    public string? LogPath { get; set; }
}
