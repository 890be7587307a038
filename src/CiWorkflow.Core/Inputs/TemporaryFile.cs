using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CiWorkflow.Inputs;

/// <summary>A file that only this user can read, and that is gone when it is closed or when the process ends in whatever way.</summary>
internal static class TemporaryFile
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Makes one, named for what it holds.</summary>
    public static FileStream Create(string purpose)
    {
        string name = Path.Combine(Path.GetTempPath(), "CiWorkflow-" + purpose + "-");
        if (Path.DirectorySeparatorChar == '/' && TryCreateUnlinked(name) is { } unlinked)
        {
            return unlinked;
        }

        // Windows: the user's temporary folder is private, and the system deletes the file when the last handle is closed, also after a
        // kill.
        return new FileStream(
            name + Guid.NewGuid().ToString("N") + ".tmp",
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            BufferBytes,
            FileOptions.DeleteOnClose | FileOptions.SequentialScan);
    }

    // mkstemp makes the file with mode 0600, which .NET Standard has no way to ask for. Without its name it ends with its handle.
    private static FileStream? TryCreateUnlinked(string name)
    {
        byte[] template = Encoding.UTF8.GetBytes(name + "XXXXXX\0");
        SafeFileHandle? handle = null;
        try
        {
            int descriptor = MakeTemporary(template);
            if (descriptor < 0)
            {
                return null;
            }

            handle = new SafeFileHandle((IntPtr)descriptor, ownsHandle: true);
            File.Delete(Encoding.UTF8.GetString(template, 0, template.Length - 1));
            return new FileStream(handle, FileAccess.ReadWrite, BufferBytes);
        }
        catch (Exception unsupported)
            when (unsupported is DllNotFoundException or EntryPointNotFoundException or ArgumentException or IOException)
        {
            // A runtime that takes no handle of the system, as Mono.
            handle?.Dispose();
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "mkstemp", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeTemporary(byte[] template);
}
