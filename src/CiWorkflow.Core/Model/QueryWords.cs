using System;
using System.Collections.Generic;
using System.Globalization;

namespace CiWorkflow.Model;

/// <summary>
/// The words that lists are limited by. What the service does with another spelling or an unknown word is not documented (76894).
/// </summary>
internal static class QueryWords
{
    /// <summary>The states of jobs and executions.</summary>
    public static readonly string[] States = ["All", "Submitted", "Running", "Success", "Failed", "Pause", "Cancel"];

    /// <summary>The kinds of jobs.</summary>
    public static readonly string[] JobTypes = ["Workflow", "Job"];

    /// <summary>The states of queues.</summary>
    public static readonly string[] QueueStates = ["Active", "Paused"];

    /// <summary>A word in the service's spelling.</summary>
    /// <param name="field">What it is called, as the parameters of the commands are: State, Type.</param>
    /// <param name="word">The word, in any case.</param>
    /// <param name="known">The service's words.</param>
    /// <exception cref="InvalidFieldException">It is none of them.</exception>
    public static string Spell(string field, string word, IReadOnlyList<string> known)
    {
        foreach (string one in known)
        {
            if (one.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return one;
            }
        }

        throw new InvalidFieldException(
            field, word, string.Format(CultureInfo.InvariantCulture, Messages.UnknownWord, string.Join(", ", known)));
    }
}
