using System;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>The service's words for the states of jobs, executions and tasks, which are the names of the enums' members.</summary>
internal static class StateWords
{
    /// <summary>The state of a word, whatever its case; the member Unknown for a word that the enum doesn't have.</summary>
    public static TState Read<TState>(string word)
        where TState : struct, Enum =>
        TryRead(word, out TState state) ? state : default;

    /// <summary>Reads a word of the enum, and no number or list of words, which Enum.TryParse takes for a state too.</summary>
    public static bool TryRead<TState>(string word, out TState state)
        where TState : struct, Enum
    {
        state = default;
        return word.All(char.IsLetter) && Enum.TryParse(word, ignoreCase: true, out state);
    }
}
