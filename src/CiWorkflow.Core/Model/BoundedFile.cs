using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Model;

/// <summary>
/// Reads a file whole, bounded in size and time, whatever stands at its path. A pipe or a device without an end is refused; a disk that
/// doesn't answer never returns, and can't be cancelled.
/// </summary>
internal sealed class BoundedFile
{
    private readonly Func<string, Stream> _open;
    private readonly Func<TimeSpan, CancellationToken, Task> _delay;

    // What didn't answer once isn't opened a second time as long as that goes on: each try costs a thread.
    private readonly ConcurrentDictionary<string, Task> _stuck = new(StringComparer.Ordinal);

    /// <param name="open">Opens a file to read.</param>
    /// <param name="delay">Waits.</param>
    public BoundedFile(Func<string, Stream> open, Func<TimeSpan, CancellationToken, Task> delay) => (_open, _delay) = (open, delay);

    /// <summary>The files of this machine.</summary>
    public static BoundedFile OfMachine { get; } = new(RegularFile.Open, Task.Delay);

    /// <summary>How long a disk may take to answer.</summary>
    public static TimeSpan MostTime { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    /// <exception cref="NotSupportedException">It is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="TimeoutException">It didn't answer in time.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<MemoryStream> ReadAsync(string path, long maxBytes, TimeSpan maxTime, CancellationToken cancellationToken)
    {
        if (_stuck.TryGetValue(path, out Task? before) && !before.IsCompleted)
        {
            throw NotAnswering(path, maxTime);
        }

        Task<MemoryStream> reading = Task.Factory.StartNew(
            () => Read(path, maxBytes), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (await Task.WhenAny(reading, _delay(maxTime, ended.Token)).ConfigureAwait(false) != reading)
        {
            _stuck[path] = reading;
            _ = reading.ContinueWith(
                task => (task.Exception, _stuck.TryRemove(path, out _)),
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            throw NotAnswering(path, maxTime);
        }

        ended.Cancel();
        return await reading.ConfigureAwait(false);
    }

    private static TimeoutException NotAnswering(string path, TimeSpan maxTime) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.FileNotAnswering, path, maxTime.TotalSeconds));

    private MemoryStream Read(string path, long maxBytes)
    {
        using Stream file = _open(path);
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = file.Read(buffer, 0, buffer.Length)) > 0;)
        {
            // The length that a device reports says nothing.
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
