namespace CiWorkflow.Commands;

/// <summary>How a check of the setup ended.</summary>
// ConvertTo-Json writes the names of the members only where their type is long.
public enum SetupResult : long
{
    /// <summary>It could not be found out.</summary>
    NotKnown = 0,

    /// <summary>It is as it should be.</summary>
    Ok,

    /// <summary>It must be mended before a job runs well.</summary>
    Failed,
}

/// <summary>One check of Test-CiWorkflowSetup.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Advice">What to do; empty where nothing is to be done.</param>
public sealed record SetupCheck(string Check, SetupResult Result, string Detail, string Advice);
