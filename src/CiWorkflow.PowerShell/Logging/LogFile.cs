using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Logging;

/// <summary>A file that lines are appended to, also by several processes at once.</summary>
internal sealed class LogFile
{
    // Far behind every line: on Windows nobody could read what is locked.
    private const long LockedByte = 1L << 62;
    private const int OwnerOnly = 0x180;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(1);
    private static readonly SemaphoreSlim Gate = new(1, 1);

    private readonly string _path;
    private readonly List<byte[]> _waiting = [];
    private bool _isLockable = true;

    /// <summary>Makes the file where it isn't there, readable by its owner only.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be written.</exception>
    public LogFile(string path)
    {
        _path = path;
        Open().Dispose();
    }

    /// <summary>
    /// Appends a line, together with those that have come meanwhile, with one write, and hands it to the system before this ends.
    /// </summary>
    /// <inheritdoc cref="LogFile(string)" path="/exception"/>
    public async Task AppendAsync(byte[] line)
    {
        lock (_waiting)
        {
            _waiting.Add(line);
        }

        // A lock of the system is the whole process's: two threads of it need another one. No thread waits for it: others need them.
        await Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            byte[] lines = TakeWaiting();
            if (lines.Length == 0)
            {
                // Another call has written this one's line with its own.
                return;
            }

            // It is opened each time, so that a log that was moved away is begun anew.
            using FileStream file = Open();
            bool isLocked = file.CanSeek && _isLockable && await TryLockAsync(file).ConfigureAwait(false);
            if (file.CanSeek)
            {
                lines = EndsInLine(file) ? lines : [(byte)'\n', .. lines];
                file.Seek(0, SeekOrigin.End);
            }

            file.Write(lines, 0, lines.Length);
            file.Flush();
            if (isLocked)
            {
                file.Unlock(LockedByte, 1);
            }
        }
        finally
        {
            Gate.Release();
        }
    }

    private byte[] TakeWaiting()
    {
        lock (_waiting)
        {
            var lines = new byte[_waiting.Sum(static line => line.Length)];
            int end = 0;
            foreach (byte[] line in _waiting)
            {
                line.CopyTo(lines, end);
                end += line.Length;
            }

            _waiting.Clear();
            return lines;
        }
    }

    // A process that died, or a full disk, may have left a part of a line.
    private static bool EndsInLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private async Task<bool> TryLockAsync(FileStream file)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                file.Lock(LockedByte, 1);
                return true;
            }
            catch (IOException) when (waited.Elapsed < LongestWait)
            {
                // Another process writes its line.
            }
            catch (Exception unsupported) when (unsupported is IOException or PlatformNotSupportedException)
            {
                // macOS and some network drives have no such locks: a line is more than its neatness.
                _isLockable = false;
                return false;
            }

            await Task.Delay(BetweenTries).ConfigureAwait(false);
        }
    }

    private FileStream Open()
    {
        try
        {
            return Open(FileMode.Open);
        }
        catch (FileNotFoundException)
        {
            try
            {
                FileStream made = Open(FileMode.CreateNew);
                MakePrivate();
                return made;
            }
            catch (IOException) when (File.Exists(_path))
            {
                // Another process has made it meanwhile.
                return Open(FileMode.Open);
            }
        }
    }

    private FileStream Open(FileMode mode) =>
        new(_path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);

    // The mode of a file is not in the base library that both PowerShells share; PowerShell 7 has it on Unix, and Windows has none.
    private void MakePrivate()
    {
        if (Path.DirectorySeparatorChar == '/'
            && typeof(File).Assembly.GetType("System.IO.UnixFileMode") is { } mode
            && typeof(File).GetMethod("SetUnixFileMode", [typeof(string), mode]) is { } set)
        {
            try
            {
                set.Invoke(null, [_path, Enum.ToObject(mode, OwnerOnly)]);
            }
            catch (TargetInvocationException failure) when (failure.InnerException is IOException or UnauthorizedAccessException)
            {
                // A file system without modes.
            }
        }
    }
}
