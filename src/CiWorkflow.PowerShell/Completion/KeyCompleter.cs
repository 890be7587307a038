using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Completion;

/// <summary>Completes keys of the bucket, folder by folder.</summary>
public class KeyCompleter : ServiceCompleter
{
    /// <summary>Whether a key is offered; folders are in any case.</summary>
    private protected virtual bool IsOffered(string key) => true;

    // The service compares keys by case.
    private protected override bool IsMatch(Choice choice, string word) => choice.Text.StartsWith(word, StringComparison.Ordinal);

    // One question for each folder: what is behind the last slash is compared here.
    private protected override string Subject(string word) => word.Substring(0, word.LastIndexOf('/') + 1);

    private protected override async Task<IReadOnlyList<Choice>> AskAsync(CiClient client, string word, CancellationToken cancellationToken)
    {
        string folder = Subject(word);
        FolderPage page = await new CosBucket(client.Settings).ListFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        return page.Folders.Concat(page.Keys.Where(key => key != folder && IsOffered(key)))
            .Select(key => new Choice(key, key.Substring(folder.Length), ""))
            .ToList();
    }
}

/// <summary>Completes folders of the bucket.</summary>
public sealed class FolderCompleter : KeyCompleter
{
    private protected override bool IsOffered(string key) => false;
}

/// <summary>Completes the manifests of inventory reports, folder by folder.</summary>
public sealed class ManifestCompleter : KeyCompleter
{
    private protected override bool IsOffered(string key) => key.EndsWith("manifest.json", StringComparison.Ordinal);
}
