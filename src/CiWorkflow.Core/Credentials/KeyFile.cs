using System;
using System.Globalization;
using System.IO;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>Reads a file of keys, bounded in time and size, whatever stands at its path.</summary>
internal static class KeyFile
{
    private const int MaxBytes = 1024 * 1024;
    private const int ReadByOthers = 0x24;
    private const int WrittenByOthers = 0x12;

    /// <summary>What changes when the file is rewritten; the default where there is none.</summary>
    public static (DateTime Written, long Length) Stamp(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>The text of the file; null where there is none.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="warn">Called with a warning when other users can read it; may be null.</param>
    /// <param name="maxTime">How long it may take; null for what a file may take.</param>
    /// <param name="files">The files; null for those of the machine.</param>
    /// <exception cref="CredentialException">It is no file that can be read, or other users can write it.</exception>
    public static string? Read(string path, Action<string>? warn, TimeSpan? maxTime = null, BoundedFile? files = null)
    {
        bool isLink = false;
        try
        {
            FileAttributes attributes = File.GetAttributes(path);
            if ((attributes & FileAttributes.Directory) != 0)
            {
                throw Fault(Messages.FileIsDirectory, path);
            }

            isLink = (attributes & FileAttributes.ReparsePoint) != 0;
            int mode = Mode(path);
            if ((mode & WrittenByOthers) != 0)
            {
                throw Fault(Messages.FileIsWritable, path);
            }

            if ((mode & ReadByOthers) != 0)
            {
                warn?.Invoke(string.Format(CultureInfo.InvariantCulture, Messages.FileIsOpen, path));
            }

            using var text = new StreamReader((files ?? BoundedFile.OfMachine)
                .ReadAsync(path, MaxBytes, maxTime ?? BoundedFile.MostTime, CancellationToken.None).GetAwaiter().GetResult());
            return text.ReadToEnd();
        }
        catch (Exception noFile) when (noFile is TimeoutException or NotSupportedException)
        {
            throw new CredentialException(noFile.Message);
        }
        catch (InvalidDataException)
        {
            throw Fault(Messages.FileTooLong, path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return isLink ? throw Fault(Messages.FileLinkBroken, path) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fault(Messages.FileUnreadable, path, failure.GetType().Name);
        }
    }

    // The mode of a file is not in the base library that both PowerShells share; PowerShell 7 has it on Unix, and Windows has none.
    private static int Mode(string path)
    {
        MethodInfo? mode = Path.DirectorySeparatorChar == '/' ? typeof(File).GetMethod("GetUnixFileMode", [typeof(string)]) : null;
        try
        {
            return mode is null ? 0 : Convert.ToInt32(mode.Invoke(null, [path]), CultureInfo.InvariantCulture);
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Capture(cause).Throw();
            throw;
        }
    }

    private static CredentialException Fault(string format, params object[] values) =>
        new(string.Format(CultureInfo.InvariantCulture, format, values));
}
