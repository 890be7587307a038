using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace CiWorkflow.Completion;

/// <summary>Completes the words of a list, by any part of them: few people think of the ap- of a region first.</summary>
public abstract class WordListCompleter : Completer
{
    private protected abstract IEnumerable<string> Words { get; }

    private protected override IEnumerable<Choice> Find(string word, IDictionary bound) =>
        Words.Where(one => one.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0).Select(static one => new Choice(one, one, ""));
}
