using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace CiWorkflow.Completion;

/// <summary>Completes a word of a list by any part of it: few people think of the ap- of a region first.</summary>
internal static class WordList
{
    public static IEnumerable<CompletionResult> Complete(IEnumerable<string> words, string? wordToComplete)
    {
        string part = (wordToComplete ?? "").Trim('\'', '"');
        foreach (string word in words)
        {
            if (word.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                yield return new CompletionResult(word);
            }
        }
    }
}
