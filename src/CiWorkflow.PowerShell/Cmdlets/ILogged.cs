namespace CiWorkflow.Cmdlets;

/// <summary>A command that creates, starts, stops, changes or waits, and so can keep a log of it.</summary>
internal interface ILogged
{
    /// <summary>The file that a line is appended to for each item and its outcome; null for the context's, or for none.</summary>
    string? LogPath { get; }
}
