using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Keeps checkpoints as small files of a folder, for a machine that stays.</summary>
public sealed class FileCheckpointStore : ICheckpointStore
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    // A checkpoint has some hundred bytes.
    private const long MostBytes = 1024 * 1024;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(10);

    private readonly string _folder;
    private readonly int _lockTries;
    private readonly BoundedFile _files;

    /// <summary>Makes a store.</summary>
    /// <param name="folder">The folder; it is made when something is written.</param>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    public FileCheckpointStore(string folder)
        : this(folder, lockTries: 500)
    {
        // Five seconds: a write takes milliseconds.
    }

    internal FileCheckpointStore(string folder, int lockTries, BoundedFile? files = null)
    {
        _folder = Path.GetFullPath(folder ?? throw new ArgumentNullException(nameof(folder)));
        _lockTries = lockTries;
        _files = files ?? BoundedFile.OfMachine;
    }

    /// <inheritdoc/>
    public string Place => _folder;

    /// <summary>Lists the checkpoints that were ever used.</summary>
    /// <returns>Their names, in the order of their code units; none where the folder isn't there.</returns>
    /// <exception cref="CheckpointException">The folder can't be read.</exception>
    public IReadOnlyList<string> List()
    {
        try
        {
            var names = new List<string>();
            foreach (string folder in Directory.EnumerateDirectories(_folder))
            {
                if (File.Exists(Path.Combine(folder, Checkpoint.First)))
                {
                    names.Add(Path.GetFileName(folder));
                }
            }

            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (DirectoryNotFoundException) when (!File.Exists(_folder))
        {
            return [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(failure);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        string file = FileOf(name);
        try
        {
            using var text = new StreamReader(
                await _files.ReadAsync(file, MostBytes, BoundedFile.MostTime, cancellationToken).ConfigureAwait(false), Utf8);
            return text.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException) when (!File.Exists(_folder) && !File.Exists(Path.GetDirectoryName(file)))
        {
            return null;
        }
        catch (Exception failure) when (failure
            is IOException or UnauthorizedAccessException or TimeoutException or InvalidDataException or NotSupportedException)
        {
            throw Unusable(failure);
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(string name, string text, CancellationToken cancellationToken) =>
        Task.FromResult(Move(name, text, replace: false));

    /// <inheritdoc/>
    public Task WriteAsync(string name, string text, CancellationToken cancellationToken) =>
        Task.FromResult(Move(name, text, replace: true));

    // A file beside it that is moved over: whoever reads sees the old text or the new one, never a part of it.
    private bool Move(string name, string text, bool replace)
    {
        string file = FileOf(name);
        string written = file + "." + Guid.NewGuid().ToString("n") + ".tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(written, text, Utf8);
            using FileStream held = Lock(Path.Combine(Path.GetDirectoryName(file)!, "lock"));
            if (!File.Exists(file))
            {
                File.Move(written, file);
                return true;
            }

            if (replace)
            {
                File.Replace(written, file, null);
            }

            return replace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(failure);
        }
        finally
        {
            if (File.Exists(written))
            {
                File.Delete(written);
            }
        }
    }

    // .NET on Linux moves a file over one that another process writes at the same moment. A process that dies releases the lock.
    private FileStream Lock(string file)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < _lockTries)
            {
                Thread.Sleep(LockPause);
            }
        }
    }

    private CheckpointException Unusable(Exception failure) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.CheckpointUnusable, _folder, failure.Message), failure);

    private string FileOf(string name) => Path.Combine(_folder, name.Replace('/', Path.DirectorySeparatorChar));
}
