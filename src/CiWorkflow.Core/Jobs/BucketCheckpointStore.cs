using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Inputs;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Keeps checkpoints as small objects of the bucket, for machines that come and go.</summary>
public sealed class BucketCheckpointStore : ICheckpointStore
{
    /// <summary>Where the objects are, when nothing else is said.</summary>
    public const string DefaultPrefix = ".ciworkflow/checkpoints/";

    private readonly CosBucket _bucket;
    private readonly string _prefix;
    private volatile bool _isUnversioned;

    /// <summary>Makes a store.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What the keys begin with, with its slash at the end.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bucket"/> is null.</exception>
    public BucketCheckpointStore(CosBucket bucket, string prefix = DefaultPrefix)
    {
        _bucket = bucket ?? throw new ArgumentNullException(nameof(bucket));
        _prefix = prefix;
    }

    /// <inheritdoc/>
    public string Place => _bucket.Bucket + "/" + _prefix;

    /// <summary>Lists the checkpoints that were ever used.</summary>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>Their names, in the order of their bytes.</returns>
    /// <exception cref="CiException">The objects can't be listed.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        using var listing = new PrefixListing(_bucket, _prefix, "/");
        while (await listing.NextPageAsync(cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (string folder in page.Prefixes)
            {
                names.Add(folder.Substring(_prefix.Length).TrimEnd('/'));
            }
        }

        return names;
    }

    /// <inheritdoc/>
    public async Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var target = new MemoryStream();
        try
        {
            await _bucket.ReadObjectAsync(_prefix + name, target, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(target.ToArray());
        }
        catch (CiServiceException missing) when (missing.HttpStatus == 404 && missing.Code != "NoSuchBucket")
        {
            return null;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointException">
    /// The bucket's versioning was enabled once: COS then overwrites in spite of x-cos-forbid-overwrite.
    /// </exception>
    public async Task<bool> TryCreateAsync(string name, string text, CancellationToken cancellationToken)
    {
        if (!_isUnversioned && await _bucket.WasVersionedAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new CheckpointException(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, Messages.CheckpointVersioned, _bucket.Bucket));
        }

        _isUnversioned = true;
        try
        {
            await PutAsync(name, text, onlyIfAbsent: true, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CiServiceException present) when (present.HttpStatus is 409 or 412)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(string name, string text, CancellationToken cancellationToken) =>
        PutAsync(name, text, onlyIfAbsent: false, cancellationToken);

    private async Task PutAsync(string name, string text, bool onlyIfAbsent, CancellationToken cancellationToken)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5351 // Content-MD5 is what the service checks; nothing is kept secret by it.
        using var md5 = MD5.Create();
#pragma warning restore CA5351
        using var stream = new MemoryStream(content);
        await _bucket.PutObjectAsync(_prefix + name, stream, md5.ComputeHash(content), onlyIfAbsent, cancellationToken)
            .ConfigureAwait(false);
    }
}
