using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
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

    // A checkpoint and an entry of a ledger are a few short texts.
    private const int MaxBytes = 64 * 1024;

    // What connects to a bucket is what may be wrong with it: a test's handler has proofs of its own.
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<string, Proof>> Proofs = new();

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
        try
        {
            return await _bucket.ReadTextAsync(_prefix + name, MaxBytes, cancellationToken).ConfigureAwait(false);
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
            throw new CheckpointException(string.Format(CultureInfo.InvariantCulture, Messages.CheckpointVersioned, _bucket.Bucket));
        }

        _isUnversioned = true;
        if (!await TryPutAsync(name, text, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await ProveAsync(name, text, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointException">The answer doesn't show that it was written, and it isn't there.</exception>
    public async Task WriteAsync(string name, string text, CancellationToken cancellationToken)
    {
        if (!await _bucket.PutTextAsync(_prefix + name, Encoding.UTF8.GetBytes(text), false, cancellationToken).ConfigureAwait(false)
            && await ReadAsync(name, cancellationToken).ConfigureAwait(false) != text)
        {
            throw new CheckpointException(
                string.Format(CultureInfo.InvariantCulture, Messages.CheckpointNotWritten, _bucket.Bucket, _prefix + name));
        }
    }

    // An answer whose ETag isn't the MD5 of what was sent may be another call's: what is there decides.
    private async Task<bool> TryPutAsync(string name, string text, CancellationToken cancellationToken)
    {
        try
        {
            return await _bucket.PutTextAsync(_prefix + name, Encoding.UTF8.GetBytes(text), true, cancellationToken).ConfigureAwait(false)
                || await ReadAsync(name, cancellationToken).ConfigureAwait(false) == text;
        }
        catch (CiServiceException present) when (present.HttpStatus is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>
    /// Proves, once a process, that the bucket refuses to overwrite: the entry that was just written is written again, which must be
    /// refused, and is read back.
    /// </summary>
    private async Task ProveAsync(string name, string text, CancellationToken cancellationToken)
    {
        (object transport, string address) = _bucket.Place;
        Proof proof = Proofs.GetOrCreateValue(transport).GetOrAdd(address, static _ => new Proof());
        await proof.Lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!proof.IsGiven)
            {
                if (await OverwritesAsync(name, text, cancellationToken).ConfigureAwait(false)
                    || await ReadAsync(name, cancellationToken).ConfigureAwait(false) != text)
                {
                    throw new CheckpointException(
                        string.Format(CultureInfo.InvariantCulture, Messages.CheckpointOverwritten, _bucket.Bucket));
                }

                proof.IsGiven = true;
            }
        }
        finally
        {
            proof.Lock.Release();
        }
    }

    private async Task<bool> OverwritesAsync(string name, string text, CancellationToken cancellationToken)
    {
        try
        {
            await _bucket.PutTextAsync(_prefix + name, Encoding.UTF8.GetBytes(text), true, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CiServiceException refused) when (refused.HttpStatus is 409 or 412)
        {
            return false;
        }
    }

    private sealed class Proof
    {
        public SemaphoreSlim Lock { get; } = new(1);

        public bool IsGiven { get; set; }
    }
}
