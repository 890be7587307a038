using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CiWorkflow.Model;

/// <summary>Opens a file to read, and never waits for somebody who writes to a pipe that stands in its place.</summary>
internal static class RegularFile
{
    // O_NONBLOCK, and O_RDONLY is 0.
    private const int NonBlockOfLinux = 0x800;
    private const int NonBlockOfMac = 4;

    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="NotSupportedException">It is a pipe, or a device that can't be read from its beginning.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Stream Open(string path)
    {
        FileStream file = (Path.DirectorySeparatorChar == '/' ? TryOpenAtOnce(path) : null)
            ?? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.CanSeek)
        {
            return file;
        }

        file.Dispose();
        throw new NotSupportedException(string.Format(CultureInfo.InvariantCulture, Messages.FileIsNotRegular, path));
    }

    // .NET opens a pipe only once somebody writes to it. What can't be opened so .NET opens, or says why it can't.
    private static FileStream? TryOpenAtOnce(string path)
    {
        int flags = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? NonBlockOfLinux
            : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? NonBlockOfMac : 0;
        SafeFileHandle? handle = null;
        try
        {
            int descriptor = flags == 0 ? -1 : OpenFile(Encoding.UTF8.GetBytes(path + "\0"), flags);
            if (descriptor < 0)
            {
                return null;
            }

            handle = new SafeFileHandle((IntPtr)descriptor, ownsHandle: true);
            return new FileStream(handle, FileAccess.Read);
        }
        catch (Exception unsupported) when (unsupported
            is DllNotFoundException or EntryPointNotFoundException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // A runtime that takes no handle of the system, as Mono, or a directory.
            handle?.Dispose();
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile(byte[] path, int flags);
}
