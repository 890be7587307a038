using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using CiWorkflow.Sandbox.Variants;

namespace CiWorkflow.Sandbox.World;

/// <summary>What the service knows: accounts, buckets, and a clock that tests can set.</summary>
public sealed class SandboxWorld
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, SandboxAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SandboxBucket> _buckets = new(StringComparer.Ordinal);
    private long _advanced;

    /// <summary>Makes an empty world.</summary>
    public SandboxWorld(TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        SignatureClock = Clock;
    }

    /// <summary>
    /// The service's clock: states and times follow it, and so do signatures where <see cref="SignatureClock"/> isn't set.
    /// </summary>
    public TimeProvider Clock { get; }

    /// <summary>
    /// The clock that signatures are checked by: a test may let hours pass for the jobs, while its client signs for the machine's time.
    /// </summary>
    public TimeProvider SignatureClock { get; set; }

    /// <summary>The readings of the documents by which it behaves.</summary>
    public IReadOnlySet<ServiceVariant> Variants { get; set; } = ImmutableHashSet<ServiceVariant>.Empty;

    /// <summary>
    /// Whether it refuses what a careful client never sends: an unsigned header or parameter, a parameter that no page names.
    /// </summary>
    public bool IsStrict { get; set; }

    /// <summary>How late things are that a variant makes late.</summary>
    public TimeSpan Lag { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a job stays Submitted.</summary>
    public TimeSpan SubmittedFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a job then runs.</summary>
    public TimeSpan RunningFor { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How far the service's own clock is from the machine's: everything follows it, signatures and the Date header too.
    /// </summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>How much time was passed over while its client did nothing but wait: everything follows it, and so does the client.</summary>
    public TimeSpan Passed { get; set; }

    /// <summary>How much time has passed for jobs and objects beside the clock's; signatures don't see it.</summary>
    public TimeSpan Advanced => new(Interlocked.Read(ref _advanced));

    /// <summary>The time now, in the service's zone.</summary>
    public DateTimeOffset Now => (Clock.GetUtcNow() + Offset + Advanced).ToOffset(TimeSpan.FromHours(8));

    /// <summary>The time by which signatures are checked.</summary>
    public DateTimeOffset SignatureNow => SignatureClock.GetUtcNow() + Offset;

    /// <summary>What the Date header says.</summary>
    public DateTimeOffset Date => SignatureNow
        + (Has(ServiceVariant.DateAhead) ? Day : TimeSpan.Zero)
        - (Has(ServiceVariant.DateBehind) ? Day : TimeSpan.Zero);

    private TimeSpan Offset =>
        ClockOffset
        + Passed
        + (Has(ServiceVariant.ClockAhead) ? Day : TimeSpan.Zero)
        - (Has(ServiceVariant.ClockBehind) ? Day : TimeSpan.Zero);

    /// <summary>The buckets, by name.</summary>
    public IReadOnlyList<SandboxBucket> Buckets => [.. _buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal)];

    /// <summary>A new id: a letter and 32 hexadecimal digits.</summary>
    public static string NewId(char kind) => kind + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether it behaves by a variant.</summary>
    public bool Has(ServiceVariant variant) => Variants.Contains(variant);

    /// <summary>Lets time pass for jobs and objects.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _advanced, time.Ticks);

    /// <summary>Adds an account.</summary>
    public SandboxAccount Add(SandboxAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return _accounts[account.SecretId] = account;
    }

    /// <summary>Adds a bucket.</summary>
    public SandboxBucket Add(SandboxBucket bucket)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        return _buckets[bucket.Name] = bucket;
    }

    /// <summary>The accounts.</summary>
    public IReadOnlyCollection<SandboxAccount> Accounts => [.. _accounts.Values];

    /// <summary>The account of a SecretId; null when there is none.</summary>
    public SandboxAccount? Account(string secretId) => _accounts.GetValueOrDefault(secretId);

    /// <summary>The bucket of a name; null when there is none.</summary>
    public SandboxBucket? Bucket(string name) => _buckets.GetValueOrDefault(name);

    /// <summary>Makes a job, selecting its objects as they are now.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="order">What is asked for.</param>
    /// <param name="late">How much later it begins to exist: for a job that is made when its caller has given up.</param>
    public SandboxJob CreateJob(SandboxBucket bucket, JobOrder order, TimeSpan late = default)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(order);
        string key = bucket.KeyOf(order.InputKey);
        bool isMissing = order.InputKind is "UrlFile" or "Manifest" && bucket.Object(key) is null;
        return Add(bucket, order, bucket.Select(order, Variants), Now + late, isMissing
            ? $"The {order.InputKind} '{order.InputKey}' does not exist in the bucket."
            : null);
    }

    /// <summary>Makes a job over a great many objects that take no memory.</summary>
    public SandboxJob CreateLargeJob(SandboxBucket bucket, JobOrder order, int objects)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(order);
        return Add(bucket, order, new NumberedObjects(objects, Now), Now, null);
    }

    private SandboxJob Add(SandboxBucket bucket, JobOrder order, IReadOnlyList<SandboxObject> objects, DateTimeOffset time, string? failure)
    {
        DateTimeOffset created = WholeSecond(time);
        SandboxJob? made = null;
        bucket.Add(sequence => made = new SandboxJob(sequence, NewId('b'), order, objects, Variants)
        {
            Created = created,
            Begins = created + SubmittedFor,
            Ends = created + SubmittedFor + RunningFor,
            ListedFrom = Has(ServiceVariant.JobsListedLate) ? time + Lag : DateTimeOffset.MinValue,
            Failure = failure,
        });
        return made!;
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
