using System;
using System.IO;

namespace CiWorkflow.Inputs;

/// <summary>A file that goes away when it is closed.</summary>
internal static class TemporaryFile
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Makes one, named for what it holds.</summary>
    public static FileStream Create(string purpose) => new(
        Path.Combine(Path.GetTempPath(), "CiWorkflow-" + purpose + "-" + Guid.NewGuid().ToString("N") + ".tmp"),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.None,
        BufferBytes,
        FileOptions.DeleteOnClose | FileOptions.SequentialScan);
}
