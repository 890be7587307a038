using System.Collections;
using System.Collections.Generic;

namespace CiWorkflow.Completion;

/// <summary>Offers nothing: for what only the user knows.</summary>
public sealed class FreeTextCompleter : Completer
{
    private protected override IEnumerable<Choice> Find(string word, IDictionary bound) => [];
}
