using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Cuts the time into intervals that follow each other without a gap and without an overlap, for runs that come again and again: each
/// begins where the last successful one ended, and a run that did not succeed is given the same interval again.
/// </summary>
/// <remarks>
/// The store has an entry <c>done</c> with the end of the last successful interval, and one for each interval that was handed out. Because
/// an interval is written before it is used, a run that died is repeated with the very same ends, so that its job is found and not made
/// again.
/// </remarks>
public sealed class Checkpoint
{
    /// <summary>The entry that every checkpoint has from its first interval on.</summary>
    internal const string First = "first";

    private const string Done = "done";

    private readonly ICheckpointStore _store;
    private readonly string _name;
    private readonly ServiceClock _clock;

    /// <summary>Makes a checkpoint.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="name">Its name: the characters of a job's name.</param>
    /// <param name="clock">The service's time, by which uploads are stamped.</param>
    /// <exception cref="InvalidFieldException">The name breaks its rule.</exception>
    public Checkpoint(ICheckpointStore store, string name, ServiceClock clock)
    {
        _store = store ?? throw new ArgumentNullException(nameof(store));
        _clock = clock ?? throw new ArgumentNullException(nameof(clock));
        _name = FieldRules.CheckName(name);
    }

    /// <summary>
    /// Whether the last new interval ends by this machine's clock, because no answer has shown the service's time.
    /// </summary>
    internal bool IsByMachineClock { get; private set; }

    /// <summary>Its place and its name: two checkpoints of one name in two places are different ones.</summary>
    internal string Id => _store.Place + "\n" + _name;

    /// <summary>The interval to work on now.</summary>
    /// <param name="firstStart">Where the very first interval begins.</param>
    /// <param name="lag">How long before now it ends, so that an upload that the service stamps late isn't passed over.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The interval after the last successful one; the same one again until <see cref="SaveAsync"/> is called for it.</returns>
    /// <exception cref="CheckpointException">
    /// The last interval ended less than <paramref name="lag"/> ago, or an entry isn't one of a checkpoint.
    /// </exception>
    public async Task<CiTimeInterval> NextAsync(DateTimeOffset firstStart, TimeSpan lag, CancellationToken cancellationToken = default)
    {
        string? done = await _store.ReadAsync(_name + "/" + Done, cancellationToken).ConfigureAwait(false);
        DateTimeOffset start = done is null ? firstStart : ReadEnd(done).AddSeconds(1);
        string entry = done is null ? First : EntryOf(start);
        if (await _store.ReadAsync(_name + "/" + entry, cancellationToken).ConfigureAwait(false) is { } pending)
        {
            return ReadInterval(pending);
        }

        TimeSpan? difference = _clock.Difference;
        IsByMachineClock = difference is null;
        DateTimeOffset end = _clock.Time.UtcNow + (difference ?? TimeSpan.Zero) - lag;
        if (end < start)
        {
            throw new CheckpointException(
                string.Format(CultureInfo.InvariantCulture, Messages.CheckpointTooSoon, _name, start.AddSeconds(-1), lag));
        }

        var next = new CiTimeInterval(start, end);
        return await _store.TryCreateAsync(_name + "/" + entry, Named(next.ToString()), cancellationToken).ConfigureAwait(false)
            ? next
            : ReadInterval(await _store.ReadAsync(_name + "/" + entry, cancellationToken).ConfigureAwait(false) ?? "");
    }

    /// <summary>Reads where the checkpoint stands.</summary>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The end of the last saved interval, and the one that was handed out since.</returns>
    /// <exception cref="CheckpointException">An entry isn't one of a checkpoint.</exception>
    public async Task<CheckpointStatus> ReadAsync(CancellationToken cancellationToken = default)
    {
        string? done = await _store.ReadAsync(_name + "/" + Done, cancellationToken).ConfigureAwait(false);
        DateTimeOffset? saved = done is null ? null : ReadEnd(done);
        string entry = saved is { } end ? EntryOf(end.AddSeconds(1)) : First;
        string? pending = await _store.ReadAsync(_name + "/" + entry, cancellationToken).ConfigureAwait(false);
        return new CheckpointStatus(_name, saved, pending is null ? null : ReadInterval(pending), _store.Place);
    }

    /// <summary>Notes that an interval was worked on with success: the next one begins behind it.</summary>
    /// <param name="interval">The interval, as <see cref="NextAsync"/> returned it.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>False where it was noted already.</returns>
    /// <exception cref="CheckpointException">It isn't the interval that was handed out.</exception>
    public async Task<bool> SaveAsync(CiTimeInterval interval, CancellationToken cancellationToken = default)
    {
        _ = interval ?? throw new ArgumentNullException(nameof(interval));
        string? done = await _store.ReadAsync(_name + "/" + Done, cancellationToken).ConfigureAwait(false);
        if (done is not null && interval.End <= ReadEnd(done))
        {
            return false;
        }

        string entry = _name + "/" + (done is null ? First : EntryOf(ReadEnd(done).AddSeconds(1)));
        string? pending = await _store.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
        if (pending is null
            || ReadInterval(pending) is not { } handedOut || handedOut.Start != interval.Start || handedOut.End != interval.End)
        {
            string shown = pending is null ? "-" : WithoutName(pending);
            throw new CheckpointException(string.Format(CultureInfo.InvariantCulture, Messages.CheckpointOther, _name, interval, shown));
        }

        string end = Named(ServiceTime.Format(interval.End!.Value));
        await _store.WriteAsync(_name + "/" + Done, end, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static string EntryOf(DateTimeOffset start) =>
        "from-" + start.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    // An answer that is about another checkpoint would let an interval be passed over for good.
    private string Named(string text) => text + " " + _name;

    // Entries of earlier versions have no name.
    private string WithoutName(string text)
    {
        string[] parts = text.Trim().Split(' ');
        return parts.Length == 1 || (parts.Length == 2 && parts[1] == _name) ? parts[0] : throw Malformed(null);
    }

    private DateTimeOffset ReadEnd(string text) =>
        ServiceTime.Read(WithoutName(text)) is { } end && ServiceTime.IsPlausible(end) ? end : throw Malformed(null);

    private CiTimeInterval ReadInterval(string text)
    {
        try
        {
            // Both ends have offsets: a length or a local time would be another interval on each machine.
            string[] ends = WithoutName(text).Split('/');
            return ends.Length == 2 && ServiceTime.Read(ends[0]) is { } start
                ? new CiTimeInterval(start, ReadEnd(ends[1]))
                : throw Malformed(null);
        }
        catch (InvalidFieldException malformed)
        {
            throw Malformed(malformed);
        }
    }

    private CheckpointException Malformed(Exception? inner) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.CheckpointMalformed, _name, _store.Place), inner);
}
