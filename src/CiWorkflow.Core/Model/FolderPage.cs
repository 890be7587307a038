using System.Collections.Generic;

namespace CiWorkflow.Model;

/// <summary>What stands in a folder of a bucket: the folders in it, each with its slash at the end, and the keys.</summary>
/// <param name="Folders">The folders.</param>
/// <param name="Keys">The keys.</param>
internal sealed record FolderPage(IReadOnlyList<string> Folders, IReadOnlyList<string> Keys);
