using System;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>The service's words for the states of jobs, executions and tasks, which are the names of the enums' members.</summary>
internal static class StateWords
{
    /// <summary>The state of a word, whatever its case; the member Unknown for a word that the enum doesn't have.</summary>
    public static TState Read<TState>(string word)
        where TState : struct, Enum =>
        word.All(char.IsLetter) && Enum.TryParse(word, ignoreCase: true, out TState state) ? state : default;
}
