using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiWorkflow.Core.Tests.Credentials;

/// <summary>Temporary keys, renewed before they end.</summary>
public sealed class RenewedCredentialsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private int _fetched;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>They are kept while they are fresh, and fetched anew five minutes before they end.</summary>
    [Fact]
    public async Task TheyAreRenewedBeforeTheyEnd()
    {
        RenewedCredentials source = Source();
        CiCredential first = await source.GetAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(54));
        Assert.Same(first, await source.GetAsync(Cancellation));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotSame(first, await source.GetAsync(Cancellation));
        Assert.Equal(2, _fetched);
    }

    /// <summary>A hundred that ask at once make one fetch; one that goes away doesn't end it for the others.</summary>
    [Fact]
    public async Task ManyWhoAskMakeOneFetch()
    {
        var gate = new TaskCompletionSource();
        RenewedCredentials source = Source(() => gate.Task);
        using var leaving = new CancellationTokenSource();
        Task<CiCredential> left = source.GetAsync(leaving.Token);
        Task<CiCredential>[] asked = [.. Enumerable.Range(0, 100).Select(_ => source.GetAsync(Cancellation))];
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        gate.SetResult();
        Assert.Single((await Task.WhenAll(asked)).Distinct());
        Assert.Equal(1, _fetched);
    }

    /// <summary>While a renewal fails the old ones are used as long as they hold; then the failure is reported.</summary>
    [Fact]
    public async Task TheOldOnesHoldWhileARenewalFails()
    {
        bool fails = false;
        RenewedCredentials source = Source(() => fails ? Task.FromException(new CredentialException("down")) : Task.CompletedTask);
        CiCredential first = await source.GetAsync(Cancellation);
        fails = true;
        _clock.Advance(TimeSpan.FromMinutes(57));
        Assert.Same(first, await source.GetAsync(Cancellation));
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("down", (await Assert.ThrowsAsync<CredentialException>(() => source.GetAsync(Cancellation))).Message);
        fails = false;
        Assert.NotSame(first, await source.GetAsync(Cancellation));
    }

    /// <summary>While the old ones hold, a renewal that failed is not tried again with every request, only each half minute.</summary>
    [Fact]
    public async Task AFailedRenewalDoesNotHoldUpEveryRequest()
    {
        int tried = 0;
        RenewedCredentials source = Source(() => ++tried > 1 ? Task.FromException(new CredentialException("down")) : Task.CompletedTask);
        CiCredential first = await source.GetAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(56));
        for (int i = 0; i < 10; i++)
        {
            Assert.Same(first, await source.GetAsync(Cancellation));
        }

        Assert.Equal(2, tried);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Same(first, await source.GetAsync(Cancellation));
        Assert.Equal(3, tried);
    }

    /// <summary>
    /// Keys that the service refuses are renewed though they should hold, once in half a minute; other keys that are there already are
    /// given.
    /// </summary>
    [Fact]
    public async Task RefusedKeysAreRenewed()
    {
        RenewedCredentials source = Source();
        CiCredential first = await source.GetAsync(Cancellation);
        Assert.Same(first, await source.RenewAsync(first, Cancellation));
        _clock.Advance(TimeSpan.FromSeconds(30));
        CiCredential second = await source.RenewAsync(first, Cancellation);
        Assert.NotSame(first, second);
        Assert.Same(second, await source.RenewAsync(first, Cancellation));
        Assert.Same(second, await source.GetAsync(Cancellation));
        Assert.Equal(2, _fetched);
    }

    /// <summary>Keys that come from the source and have ended already are refused, and are not kept.</summary>
    [Fact]
    public async Task EndedKeysOfASourceAreRefused()
    {
        TimeSpan lasting = TimeSpan.Zero;
        var source = new RenewedCredentials(
            _ => Task.FromResult(new CiCredential("AKIDx", "k", "t", _clock.GetUtcNow() + lasting)), _clock.GetUtcNow);
        var ended = await Assert.ThrowsAsync<CredentialException>(() => source.GetAsync(_clock.GetUtcNow(), Cancellation));
        Assert.Contains("2026-03-01 00:00:00", ended.Message, StringComparison.Ordinal);
        lasting = TimeSpan.FromSeconds(1);
        CiCredential keys = await source.GetAsync(_clock.GetUtcNow(), Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotSame(keys, await source.GetAsync(_clock.GetUtcNow(), Cancellation));
    }

    /// <summary>
    /// On a machine whose clock is hours fast the keys that have just come are tried; by the service's time, once it is known, they are
    /// kept until their end.
    /// </summary>
    [Fact]
    public async Task AFastClockEndsNoKeys()
    {
        var fast = TimeSpan.FromHours(5);
        DateTimeOffset end = _clock.GetUtcNow().AddHours(1);
        var source = new RenewedCredentials(
            _ => Task.FromResult(new CiCredential("AKIDx", "k" + ++_fetched, "t", end)), () => _clock.GetUtcNow() + fast);
        CiCredential keys = await source.GetAsync(Cancellation);
        Assert.Same(keys, await source.GetAsync(Cancellation));
        _clock.Advance(TimeSpan.FromMinutes(54));
        Assert.Same(keys, await source.GetAsync(_clock.GetUtcNow(), Cancellation));
        Assert.Equal(1, _fetched);
        _clock.Advance(TimeSpan.FromMinutes(2));
        end = _clock.GetUtcNow().AddHours(1);
        Assert.NotSame(keys, await source.GetAsync(_clock.GetUtcNow(), Cancellation));
    }

    /// <summary>Keys without an expiration are kept.</summary>
    [Fact]
    public async Task KeysWithoutAnEndAreKept()
    {
        var source = new RenewedCredentials(_ => Task.FromResult(new CiCredential("AKIDx", "k")), _clock.GetUtcNow);
        CiCredential keys = await source.GetAsync(Cancellation);
        _clock.Advance(TimeSpan.FromDays(100));
        Assert.Same(keys, await source.GetAsync(Cancellation));
    }

    /// <summary>Keys that have ended are not sent.</summary>
    [Fact]
    public async Task KeysThatHaveEndedAreNotSent()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddMinutes(-1);
        IExpiringCredentials ended = new CiCredential("AKIDx", "the-key", "the-token", end);
        var error = await Assert.ThrowsAsync<CredentialException>(() => ended.GetAsync(end, Cancellation));
        Assert.Contains(FormattableString.Invariant($"{end:yyyy-MM-dd HH:mm:ss}"), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-", error.ToString().Replace("The temporary", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private RenewedCredentials Source(Func<Task>? before = null) => new(
        async _ =>
        {
            await (before?.Invoke() ?? Task.CompletedTask);
            Interlocked.Increment(ref _fetched);
            return new CiCredential("AKIDx", "k", "t", _clock.GetUtcNow().AddHours(1));
        },
        _clock.GetUtcNow);
}
