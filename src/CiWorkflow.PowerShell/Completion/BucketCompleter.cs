using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using CiWorkflow.Connection;

namespace CiWorkflow.Completion;

/// <summary>Completes the buckets of the session's contexts.</summary>
public sealed class BucketCompleter : Completer
{
    private protected override IEnumerable<Choice> Find(string word, IDictionary bound) =>
        SessionContext.All
            .Where(context => context.Bucket?.StartsWith(word, StringComparison.OrdinalIgnoreCase) == true)
            .Select(static context => new Choice(context.Bucket!, context.Bucket!, context.Region ?? ""))
            .Distinct();
}
