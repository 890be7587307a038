using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>What to do where the key of a UrlFile has an object already.</summary>
public enum UrlFileOverwrite
{
    /// <summary>Overwrite a UrlFile that was published before, and nothing else.</summary>
    PublishedOnly,

    /// <summary>Overwrite nothing.</summary>
    Never,

    /// <summary>Overwrite whatever is there, without asking the bucket what it is.</summary>
    Always,
}

/// <summary>A key that a UrlFile may be written to.</summary>
/// <param name="Key">The key.</param>
/// <param name="Replaces">Whether what is there may be overwritten.</param>
/// <param name="Written">When the UrlFile that is there was written; null where there is none, or that isn't known.</param>
internal sealed record UrlFileTarget(string Key, bool Replaces, DateTimeOffset? Written);

/// <summary>
/// Writes UrlFiles to a bucket, each with a mark in its metadata, so that a later one replaces a UrlFile and never a video.
/// </summary>
public sealed class UrlFilePublisher
{
    private readonly CosBucket _bucket;

    /// <summary>Makes one.</summary>
    /// <param name="bucket">The bucket.</param>
    public UrlFilePublisher(CosBucket bucket) => _bucket = bucket ?? throw new ArgumentNullException(nameof(bucket));

    /// <summary>Writes a UrlFile.</summary>
    /// <param name="key">The key: 1 to 850 bytes of UTF-8.</param>
    /// <param name="file">The file; no key can be added to it afterwards.</param>
    /// <param name="overwrite">
    /// What may be overwritten. An object that comes between the look and the write is left alone too, unless the bucket has versioning,
    /// which keeps it.
    /// </param>
    /// <param name="cancellationToken">Ends the calls at once; the file may have been written all the same.</param>
    /// <returns>The id of the request that wrote it.</returns>
    /// <exception cref="ObjectExistsException">The key has an object that may not be overwritten.</exception>
    /// <exception cref="ObjectUncheckedException">
    /// Whether the key has an object can't be seen, and the bucket has, had or may have had versioning, so that one would be overwritten.
    /// </exception>
    /// <exception cref="InvalidFieldException">
    /// The key can't be sent, or the file is larger than an object that one request writes.
    /// </exception>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public async Task<string> PublishAsync(
        string key, UrlFileBuilder file, UrlFileOverwrite overwrite, CancellationToken cancellationToken = default)
    {
        _ = file ?? throw new ArgumentNullException(nameof(file));
        CheckSize(key, file);
        UrlFileTarget target = await LookAsync(key, overwrite, cancellationToken).ConfigureAwait(false);
        return await WriteAsync(target, file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sees what is at a key, and refuses what may not be overwritten.</summary>
    internal async Task<UrlFileTarget> LookAsync(string key, UrlFileOverwrite overwrite, CancellationToken cancellationToken)
    {
        if (overwrite == UrlFileOverwrite.Always)
        {
            return new UrlFileTarget(key, true, null);
        }

        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return new UrlFileTarget(key, false, null);
        }

        bool isUrlFile = found.Mark.Length > 0;
        return isUrlFile && overwrite == UrlFileOverwrite.PublishedOnly
            ? new UrlFileTarget(key, true, found.Written)
            : throw new ObjectExistsException(key, isUrlFile);
    }

    /// <summary>Writes a UrlFile to a key that was looked at.</summary>
    internal async Task<string> WriteAsync(UrlFileTarget target, UrlFileBuilder file, CancellationToken cancellationToken)
    {
        CheckSize(target.Key, file);
        string mark = "urlfile-" + Guid.NewGuid().ToString("N");
        (Stream text, byte[] md5) = file.Finish();
        try
        {
            return await _bucket.PutObjectAsync(target.Key, text, md5, onlyIfAbsent: !target.Replaces, mark, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (CiServiceException exists) when (!target.Replaces && exists.HttpStatus is 409 or 412)
        {
            // The write may have been repeated after its answer was lost: then what is there is this very file.
            string? now = await FindMarkAsync(target.Key, cancellationToken).ConfigureAwait(false);
            return now == mark ? exists.RequestId : throw new ObjectExistsException(target.Key, now is { Length: > 0 }, exists);
        }
    }

    private static void CheckSize(string key, UrlFileBuilder file)
    {
        if (file.Size > UrlFileBuilder.LargestObject)
        {
            throw new InvalidFieldException("Key", key, Messages.UrlFileTooLarge, file.Size);
        }
    }

    private async Task<(string Mark, DateTimeOffset? Written)?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await _bucket.ReadMarkAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException forbidden) when (forbidden.HttpStatus == 403)
        {
            // An account may write objects without the right to look at them: then only a key that is free is written, which the service
            // sees to in a bucket that never had versioning.
            return await MayOverwriteAsync(cancellationToken).ConfigureAwait(false)
                ? throw new ObjectUncheckedException(key, forbidden)
                : null;
        }
    }

    private async Task<bool> MayOverwriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _bucket.WasVersionedAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException)
        {
            // Without the right to read the bucket's settings the answer isn't known.
            return true;
        }
    }

    private async Task<string?> FindMarkAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await _bucket.ReadMarkAsync(key, cancellationToken).ConfigureAwait(false))?.Mark;
        }
        catch (CiServiceException forbidden) when (forbidden.HttpStatus == 403)
        {
            return null;
        }
    }
}
