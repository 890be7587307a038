using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>Runs that come again and again work on intervals that leave nothing out and have nothing twice.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpoint");
    private readonly SetTime _time = new() { UtcNow = Start.AddHours(1) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Both ends of an interval belong to it (page: TimeInterval), so the next one begins a second later.</summary>
    [Fact]
    public async Task IntervalsFollowEachOtherWithoutAGapAndWithoutAnOverlap()
    {
        var intervals = new List<CiTimeInterval>();
        for (int run = 0; run < 20; run++)
        {
            CiTimeInterval interval = await Make().NextAsync(Start, Lag, Cancellation);
            Assert.True(await Make().SaveAsync(interval, Cancellation));
            intervals.Add(interval);
            _time.UtcNow += TimeSpan.FromMinutes(7 + run);
        }

        Assert.Equal(Start, intervals[0].Start);
        Assert.All(intervals.Zip(intervals.Skip(1)), pair => Assert.Equal(pair.First.End!.Value.AddSeconds(1), pair.Second.Start));
        Assert.True(intervals[^1].End <= _time.UtcNow - Lag);
    }

    /// <summary>A run that died, the very first one too, is given the same interval again, however much later it comes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARunThatWasNotSavedIsGivenTheSameIntervalAgain(bool afterASuccess)
    {
        if (afterASuccess)
        {
            await Make().SaveAsync(await Make().NextAsync(Start, Lag, Cancellation), Cancellation);
            _time.UtcNow += TimeSpan.FromHours(1);
        }

        CiTimeInterval first = await Make().NextAsync(Start, Lag, Cancellation);
        _time.UtcNow += TimeSpan.FromDays(1);
        CiTimeInterval again = await Make().NextAsync(Start.AddDays(1), Lag, Cancellation);
        Assert.Equal(first, again);
        await Make().SaveAsync(again, Cancellation);
        Assert.Equal(first.End!.Value.AddSeconds(1), (await Make().NextAsync(Start, Lag, Cancellation)).Start);
    }

    /// <summary>Of two runs that start together one writes the interval, and both work on it.</summary>
    [Fact]
    public async Task TwoRunsAtOnceAreGivenTheSameInterval()
    {
        for (int round = 0; round < 20; round++)
        {
            string name = "nightly" + round.ToString(System.Globalization.CultureInfo.InvariantCulture);
            CiTimeInterval[] both = await Task.WhenAll(Enumerable.Range(0, 8).Select(run => Task.Run(() => new Checkpoint(
                new FileCheckpointStore(_folder.FullName), name, new ServiceClock(new SetTime { UtcNow = _time.UtcNow.AddSeconds(run) }))
                .NextAsync(Start, Lag, Cancellation))));
            Assert.Single(both.Distinct());
        }
    }

    /// <summary>What wasn't handed out isn't saved: it would leave a gap.</summary>
    [Fact]
    public async Task AnotherIntervalIsRefused()
    {
        CiTimeInterval interval = await Make().NextAsync(Start, Lag, Cancellation);
        var later = new CiTimeInterval(interval.Start, interval.End!.Value.AddMinutes(1));
        CheckpointException other = await Assert.ThrowsAsync<CheckpointException>(() => Make().SaveAsync(later, Cancellation));
        Assert.Equal(JobScript.Text(Messages.CheckpointOther, "nightly", later, interval), other.Message);
        var open = new CiTimeInterval(null, interval.End!.Value.AddMinutes(1));
        other = await Assert.ThrowsAsync<CheckpointException>(() => Make().SaveAsync(open, Cancellation));
        Assert.Equal(JobScript.Text(Messages.CheckpointOther, "nightly", open, interval), other.Message);
        Assert.Equal(interval, await Make().NextAsync(Start, Lag, Cancellation));
    }

    /// <summary>Saving again, as a runbook that is repeated does, changes nothing.</summary>
    [Fact]
    public async Task SavingTwiceIsSavingOnce()
    {
        CiTimeInterval interval = await Make().NextAsync(Start, Lag, Cancellation);
        Assert.True(await Make().SaveAsync(interval, Cancellation));
        Assert.False(await Make().SaveAsync(interval, Cancellation));
    }

    /// <summary>A run right after the last one has nothing to do, and says so instead of working on a second.</summary>
    [Fact]
    public async Task ARunThatComesTooSoonIsToldSo()
    {
        CiTimeInterval interval = await Make().NextAsync(Start, Lag, Cancellation);
        await Make().SaveAsync(interval, Cancellation);
        CheckpointException tooSoon = await Assert.ThrowsAsync<CheckpointException>(() => Make().NextAsync(Start, Lag, Cancellation));
        Assert.Equal(JobScript.Text(Messages.CheckpointTooSoon, "nightly", interval.End!, Lag), tooSoon.Message);
    }

    /// <summary>An entry that was damaged by hand is named, and never read as the beginning of time.</summary>
    [Theory]
    [InlineData("done")]
    [InlineData("first")]
    public async Task ADamagedEntryIsAnError(string entry)
    {
        await Make().NextAsync(Start, Lag, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nightly", entry), "yesterday", Cancellation);
        CheckpointException damaged = await Assert.ThrowsAsync<CheckpointException>(() => Make().NextAsync(Start, Lag, Cancellation));
        Assert.Equal(JobScript.Text(Messages.CheckpointMalformed, "nightly", _folder.FullName), damaged.Message);
    }

    /// <summary>An entry that is another checkpoint's, as two exchanged answers bring it, is none; one of an earlier version has no name.</summary>
    [Theory]
    [InlineData("done", "2026-03-01T00:30:00+0000")]
    [InlineData("first", "2026-03-01T00:00:00+0000/2026-03-01T00:59:00+0000")]
    public async Task AnEntryOfAnotherCheckpointIsNone(string entry, string text)
    {
        await Make().NextAsync(Start, Lag, Cancellation);
        string path = Path.Combine(_folder.FullName, "nightly", entry);
        await File.WriteAllTextAsync(path, text + " hourly", Cancellation);
        CheckpointException[] errors =
        [
            await Assert.ThrowsAsync<CheckpointException>(() => Make().NextAsync(Start, Lag, Cancellation)),
            await Assert.ThrowsAsync<CheckpointException>(() => Make().ReadAsync(Cancellation)),
        ];
        string malformed = JobScript.Text(Messages.CheckpointMalformed, "nightly", _folder.FullName);
        Assert.All(errors, error => Assert.Equal(malformed, error.Message));
        await File.WriteAllTextAsync(path, text, Cancellation);
        Assert.NotNull(await Make().NextAsync(Start, Lag, Cancellation));
    }

    /// <summary>A folder that can't be written is an error that names it.</summary>
    [Fact]
    public async Task AStoreThatCannotBeUsedIsNamed()
    {
        string file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        var checkpoint = new Checkpoint(new FileCheckpointStore(file), "nightly", new ServiceClock(_time));
        CheckpointException unusable = await Assert.ThrowsAsync<CheckpointException>(() => checkpoint.NextAsync(Start, Lag, Cancellation));
        Assert.Contains(file, unusable.Message, StringComparison.Ordinal);
    }

    /// <summary>Where a checkpoint stands is reported: its name, its place, what was saved and what was handed out.</summary>
    [Fact]
    public async Task WhereItStandsIsTold()
    {
        CheckpointStatus status = await Make().ReadAsync(Cancellation);
        Assert.Equal(new CheckpointStatus("nightly", null, null, _folder.FullName), status);
        Assert.Equal(("", "", ""), (status.Bucket, status.Region, status.StatePath));
        CiTimeInterval first = await Make().NextAsync(Start, Lag, Cancellation);
        Assert.Equal(new CheckpointStatus("nightly", null, first, _folder.FullName), await Make().ReadAsync(Cancellation));
        await Make().SaveAsync(first, Cancellation);
        Assert.Equal(new CheckpointStatus("nightly", first.End, null, _folder.FullName), await Make().ReadAsync(Cancellation));
        _time.UtcNow += TimeSpan.FromHours(1);
        CiTimeInterval second = await Make().NextAsync(Start, Lag, Cancellation);
        Assert.Equal(new CheckpointStatus("nightly", first.End, second, _folder.FullName), await Make().ReadAsync(Cancellation));
    }

    /// <summary>The names of its entries are those that other machines and later versions look for.</summary>
    [Fact]
    public async Task ItsEntriesHaveFixedNames()
    {
        await Make().SaveAsync(await Make().NextAsync(Start.ToOffset(TimeSpan.FromHours(8)), Lag, Cancellation), Cancellation);
        _time.UtcNow += TimeSpan.FromHours(1);
        await Make().NextAsync(Start, Lag, Cancellation);
        Assert.Equal(
            ["done", "first", "from-20260301T005901Z", "lock"],
            _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(static file => file.Name).Order());
        Assert.Equal(
            "2026-03-01T00:59:00+0000 nightly", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "nightly", "done"), Cancellation));
    }

    /// <summary>The service's clock decides, where it is known; an interval of a single second is one.</summary>
    [Fact]
    public async Task TheServicesClockDecides()
    {
        var clock = new ServiceClock(_time);
        clock.Measure(_time.UtcNow.AddHours(2));
        var checkpoint = new Checkpoint(new FileCheckpointStore(_folder.FullName), "nightly", clock);
        DateTimeOffset now = _time.UtcNow.AddHours(2);
        var soon = await Assert.ThrowsAsync<CheckpointException>(() => checkpoint.NextAsync(now.AddSeconds(1), TimeSpan.Zero, Cancellation));
        Assert.Equal(JobScript.Text(Messages.CheckpointTooSoon, "nightly", now, TimeSpan.Zero), soon.Message);
        Assert.Equal(new CiTimeInterval(now, now), await checkpoint.NextAsync(now, TimeSpan.Zero, Cancellation));
    }

    /// <summary>An interval without one of its ends was never handed out, and an older one was saved already.</summary>
    [Theory]
    [InlineData("2026-03-01T00:00:00Z/")]
    [InlineData("/2026-03-01T00:00:00Z")]
    public async Task AnEntryWithoutAnEndIsDamaged(string text)
    {
        await Make().NextAsync(Start, Lag, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nightly", "first"), text, Cancellation);
        var damaged = await Assert.ThrowsAsync<CheckpointException>(() => Make().NextAsync(Start, Lag, Cancellation));
        Assert.StartsWith("The checkpoint 'nightly' in ", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("can't be read", damaged.Message, StringComparison.Ordinal);
    }

    /// <summary>What isn't given is refused by name.</summary>
    [Fact]
    public async Task WhatIsNotGivenIsRefused()
    {
        Assert.Throws<ArgumentNullException>("store", () => new Checkpoint(null!, "nightly", new ServiceClock(_time)));
        Assert.Throws<ArgumentNullException>("clock", () => new Checkpoint(new FileCheckpointStore(_folder.FullName), "nightly", null!));
        var name = Assert.Throws<InvalidFieldException>(
            () => new Checkpoint(new FileCheckpointStore(_folder.FullName), "a/b", new ServiceClock(_time)));
        Assert.Equal(("Name", "a/b"), (name.Field, name.Value));
        await Assert.ThrowsAsync<ArgumentNullException>("interval", () => Make().SaveAsync(null!, Cancellation));
        CheckpointException other = await Assert.ThrowsAsync<CheckpointException>(
            () => Make().SaveAsync(new CiTimeInterval(Start, Start.AddMinutes(1)), Cancellation));
        Assert.Equal(JobScript.Text(Messages.CheckpointOther, "nightly", new CiTimeInterval(Start, Start.AddMinutes(1)), "-"),
            other.Message);
    }

    private Checkpoint Make() => new(new FileCheckpointStore(_folder.FullName), "nightly", new ServiceClock(_time));

    private sealed class SetTime : ITimeSource
    {
        public DateTimeOffset UtcNow { get; set; }

        public TimeSpan Elapsed => TimeSpan.Zero;

        public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.CompletedTask;

        public void CancelAfter(CancellationTokenSource source, TimeSpan delay) => source.CancelAfter(delay);
    }
}
