using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CiWorkflow.Completion;

/// <summary>
/// Completes a parameter, and never with the name of a local file, which the shell offers where a completer has nothing.
/// </summary>
public abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        CompletionResult[] results;
        try
        {
            results = Find(word, fakeBoundParameters)
                .Where(static choice => choice.Text.Length > 0)
                .Select(static choice => choice.ToResult())
                .ToArray();
        }
        catch (Exception failure) when (failure is not PipelineStoppedException)
        {
            // Whatever it was, the command itself reports it.
            results = [];
        }

        // The word itself keeps the shell from completing file names; a result can't be empty.
        return results.Length > 0 ? results : [new CompletionResult(string.IsNullOrEmpty(wordToComplete) ? " " : wordToComplete)];
    }

    /// <summary>What the word may become.</summary>
    private protected abstract IEnumerable<Choice> Find(string word, IDictionary bound);

    /// <summary>The value of a parameter that was typed before; null where it wasn't or isn't known.</summary>
    private protected static object? Given(IDictionary parameters, string name) =>
        parameters[name] is PSObject wrapped ? wrapped.BaseObject : parameters[name];
}
