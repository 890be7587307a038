using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>Reads the objects that an input and an interval select, a piece at a time, as a job over them would.</summary>
public sealed class InputReader
{
    private const int HeadsAtOnce = 16;

    private readonly CiClient _client;

    internal InputReader(CiClient client) => _client = client;

    /// <summary>Reads an input.</summary>
    /// <param name="input">What a job would be made from.</param>
    /// <param name="interval">The upload times to limit it to, both ends inclusive and in whole seconds; null for all.</param>
    /// <param name="give">Handed the objects, in order, a piece at a time; false ends the reading.</param>
    /// <param name="fault">Told of what is not as it should be in a file; the rest is read all the same.</param>
    /// <param name="checkExists">Asks for each object of a UrlFile whether it is there. With an interval that is asked always: a UrlFile tells no times.</param>
    /// <param name="parts">How many parts of a prefix are listed at once; 1 lists it as it is.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>When it has been read.</returns>
    /// <exception cref="InputException">A UrlFile or a Manifest isn't there, or isn't one.</exception>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public async Task ReadAsync(
        JobInput input,
        CiTimeInterval? interval,
        Func<IReadOnlyList<CiInputObject>, bool> give,
        Action<InputException> fault,
        bool checkExists = false,
        int parts = 1,
        CancellationToken cancellationToken = default)
    {
        _ = input ?? throw new ArgumentNullException(nameof(input));
        _ = give ?? throw new ArgumentNullException(nameof(give));
        _ = fault ?? throw new ArgumentNullException(nameof(fault));

        // No ConfigureAwait here nor where these are called from: give runs where the caller does.
#pragma warning disable CA2007
        switch (input)
        {
            case { Prefix: { } prefix }:
                await new PrefixInput(_client, prefix, parts).ReadAsync(page => Give(page), cancellationToken);
                break;
            case { Object: { } key }:
                CiInputObject? head = await _client.HeadObjectAsync(key, cancellationToken);
                Give([head ?? new CiInputObject(key) { Exists = false }]);
                break;
            case { UrlFile: { } file }:
                await UrlFileInput.ReadAsync(_client, file, fault, async lines => Give(checkExists || interval is not null ? await HeadsAsync(lines, cancellationToken) : lines), cancellationToken);
                break;
            case { Manifest: { } file }:
                await ManifestInput.ReadAsync(_client, file, fault, rows => Give(rows), cancellationToken);
                break;
        }
#pragma warning restore CA2007

        bool Give(IReadOnlyList<CiInputObject> items)
        {
            var selected = new List<CiInputObject>(items.Count);
            foreach (CiInputObject item in items)
            {
                (item.Bucket, item.Region) = (_client.Bucket, _client.Region);
                if (Selects(interval, item))
                {
                    selected.Add(item);
                }
            }

            return give(selected);
        }
    }

    private static bool Selects(CiTimeInterval? interval, CiInputObject item)
    {
        if (interval is null)
        {
            return true;
        }

        long? second = item.LastModified?.ToUnixTimeSeconds();
        return second is not null && !(second < interval.Start?.ToUnixTimeSeconds()) && !(second > interval.End?.ToUnixTimeSeconds());
    }

    private async Task<IReadOnlyList<CiInputObject>> HeadsAsync(IReadOnlyList<CiInputObject> items, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(HeadsAtOnce, HeadsAtOnce);
        var asked = new List<Task<CiInputObject>>(items.Count);
        foreach (CiInputObject item in items)
        {
            asked.Add(HeadAsync(item, room, cancellationToken));
        }

        return await Task.WhenAll(asked).ConfigureAwait(false);
    }

    private async Task<CiInputObject> HeadAsync(CiInputObject item, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CiInputObject? head = await _client.HeadObjectAsync(item.Key, cancellationToken).ConfigureAwait(false);
            CiInputObject told = head ?? new CiInputObject(item.Key) { Exists = false };
            told.ForeignHost = item.ForeignHost;
            return told;
        }
        finally
        {
            room.Release();
        }
    }
}
