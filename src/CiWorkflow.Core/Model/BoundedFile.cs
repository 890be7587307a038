using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Model;

/// <summary>
/// Reads a file whole, bounded in size and time, whatever stands at its path: to open a pipe that nobody writes to never returns, and
/// can't be cancelled.
/// </summary>
internal static class BoundedFile
{
    // What didn't answer once isn't opened a second time as long as that goes on: each try costs a thread.
    private static readonly ConcurrentDictionary<string, Task> Stuck = new(StringComparer.Ordinal);

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="TimeoutException">It didn't answer in time.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<MemoryStream> ReadAsync(string path, long maxBytes, TimeSpan maxTime, CancellationToken cancellationToken)
    {
        if (Stuck.TryGetValue(path, out Task? before) && !before.IsCompleted)
        {
            throw NotAnswering(path, maxTime);
        }

        Task<MemoryStream> reading = Task.Factory.StartNew(
            () => Read(path, maxBytes), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (await Task.WhenAny(reading, Task.Delay(maxTime, ended.Token)).ConfigureAwait(false) != reading)
        {
            Stuck[path] = reading;
            _ = reading.ContinueWith(
                task => (task.Exception, Stuck.TryRemove(path, out _)),
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            throw NotAnswering(path, maxTime);
        }

        ended.Cancel();
        return await reading.ConfigureAwait(false);
    }

    private static TimeoutException NotAnswering(string path, TimeSpan maxTime) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.FileNotAnswering, path, maxTime.TotalSeconds));

    private static MemoryStream Read(string path, long maxBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = file.Read(buffer, 0, buffer.Length)) > 0;)
        {
            // The length that a device or a pipe reports says nothing.
            bytes.Write(buffer, 0, read);
            if (bytes.Length > maxBytes)
            {
                throw new InvalidDataException(string.Format(CultureInfo.InvariantCulture, Messages.FileLonger, path, maxBytes));
            }
        }

        bytes.Position = 0;
        return bytes;
    }
}
