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
        if (file.Size > UrlFileBuilder.LargestObject)
        {
            throw new InvalidFieldException("Key", key, Messages.UrlFileTooLarge, file.Size);
        }

        bool replaces = overwrite == UrlFileOverwrite.Always;
        if (!replaces && await LookAsync(key, cancellationToken).ConfigureAwait(false) is { } found)
        {
            bool isUrlFile = found.Length > 0;
            replaces = isUrlFile && overwrite == UrlFileOverwrite.PublishedOnly;
            if (!replaces)
            {
                throw new ObjectExistsException(key, isUrlFile);
            }
        }

        string mark = "urlfile-" + Guid.NewGuid().ToString("N");
        (Stream text, byte[] md5) = file.Finish();
        try
        {
            return await _bucket.PutObjectAsync(key, text, md5, onlyIfAbsent: !replaces, mark, cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException exists) when (!replaces && exists.HttpStatus is 409 or 412)
        {
            // The write may have been repeated after its answer was lost: then what is there is this very file.
            string? now = await FindMarkAsync(key, cancellationToken).ConfigureAwait(false);
            return now == mark ? exists.RequestId : throw new ObjectExistsException(key, now is { Length: > 0 }, exists);
        }
    }

    private async Task<string?> LookAsync(string key, CancellationToken cancellationToken)
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
            return await _bucket.ReadMarkAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException forbidden) when (forbidden.HttpStatus == 403)
        {
            return null;
        }
    }
}
