using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiWorkflow.Core.Tests.Credentials;

/// <summary>The keys of the machine's role, from a metadata service that answers as set.</summary>
public sealed class RoleCredentialsTests
{
    private const string Keys = """{"TmpSecretId": "AKIDrole", "TmpSecretKey": "role-key", "Token": "role-token", "ExpiredTime": 1772326800, "Code": "Success"}""";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<string> _asked = [];
    private Func<string, CancellationToken, Task<HttpResponseMessage>> _answer = static (_, _) => Text("");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The list names the role, and the role's address has its keys with their end.</summary>
    [Fact]
    public async Task TheKeysOfTheRoleAreRead()
    {
        _answer = static (path, _) => Text(path.EndsWith('/') ? "ops\nsecond\n" : Keys);
        ICredentialSource source = (await Lookup().FindAsync(null, Cancellation))!;
        CiCredential keys = await source.GetAsync(Cancellation);
        Assert.Equal(
            ("AKIDrole", "role-token", new DateTimeOffset(2026, 3, 1, 1, 0, 0, TimeSpan.Zero)),
            (keys.SecretId, keys.SessionToken, keys.Expiration));
        Assert.Equal(
            ["http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/", "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/ops"],
            _asked);
    }

    /// <summary>A role is looked for once; that there is none is final too.</summary>
    [Theory]
    [InlineData("ops", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task AnAnswerIsFinal(string? role, bool isThere)
    {
        _answer = (_, _) => role is null ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound)) : Text(role);
        RoleCredentials lookup = Lookup();
        ICredentialSource? first = await lookup.FindAsync(null, Cancellation);
        Assert.Equal(isThere, first is not null);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Same(first, await lookup.FindAsync(null, Cancellation));
        Assert.Single(_asked);
    }

    /// <summary>A failure and an answer that never comes are no role for a minute, and not for the process.</summary>
    [Theory]
    [InlineData("refused")]
    [InlineData("status")]
    [InlineData("never")]
    [InlineData("page")]
    public async Task AFailureIsNotFinal(string what)
    {
        _answer = (_, cancellationToken) => what switch
        {
            "refused" => throw new HttpRequestException(),
            "status" => Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)),
            "page" => Text("<html>a gateway that answers everything</html>"),
            _ => NeverAsync(cancellationToken),
        };

        // What never comes is waited for that long; what comes at once has all the time, however slow the machine is.
        RoleCredentials lookup = Lookup(TimeSpan.FromSeconds(what == "never" ? 1 : 60));
        Assert.Null(await lookup.FindAsync(null, Cancellation));
        _answer = static (_, _) => Text("ops");
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await lookup.FindAsync(null, Cancellation));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await lookup.FindAsync(null, Cancellation));
        Assert.Equal(2, _asked.Count);
    }

    /// <summary>A caller that stops waiting stops the look-up, and decides nothing for the others.</summary>
    [Fact]
    public async Task ACancelledLookupDecidesNothing()
    {
        using var stopped = new CancellationTokenSource();
        _answer = (_, cancellationToken) =>
        {
            stopped.Cancel();
            return NeverAsync(cancellationToken);
        };
        RoleCredentials lookup = Lookup();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lookup.FindAsync(null, stopped.Token));
        _answer = static (_, _) => Text("ops");
        Assert.NotNull(await lookup.FindAsync(null, Cancellation));
    }

    /// <summary>A role whose keys can't be read is an error that names the address, and nothing of the answer.</summary>
    [Theory]
    [InlineData("the-secret-itself", "/ops: not a JSON object of keys.")]
    [InlineData("{}", "The keys of this machine's role can't be read from http://metadata.tencentyun.com")]
    [InlineData(
        """{"TmpSecretId": "AKID", "TmpSecretKey": "", "Token": "the-secret-itself"}""",
        "The keys of this machine's role can't be read from http://metadata.tencentyun.com")]
    [InlineData(
        """{"TmpSecretId": "AKID", "TmpSecretKey": "k", "Token": "the-secret-itself", "ExpiredTime": "soon"}""",
        "/ops: ExpiredTime isn't a time in Unix seconds.")]
    [InlineData(null, "The keys of this machine's role can't be read from http://metadata.tencentyun.com")]
    public async Task KeysThatCannotBeReadAreAnError(string? keys, string reason)
    {
        _answer = (path, _) => path.EndsWith('/') ? Text("ops") : keys is null ? throw new HttpRequestException() : Text(keys);
        ICredentialSource source = (await Lookup().FindAsync(null, Cancellation))!;
        var error = await Assert.ThrowsAsync<CredentialException>(() => source.GetAsync(Cancellation));
        Assert.Contains("/security-credentials/ops", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-itself", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Keys of the role that have ended already are not sent.</summary>
    [Fact]
    public async Task KeysThatHaveEndedAreNotSent()
    {
        _answer = static (path, _) => Text(path.EndsWith('/') ? "ops" : Keys);
        _clock.Advance(TimeSpan.FromHours(1));
        var source = (IExpiringCredentials)(await Lookup().FindAsync(null, Cancellation))!;
        Assert.Contains(
            "2026-03-01",
            (await Assert.ThrowsAsync<CredentialException>(() => source.GetAsync(_clock.GetUtcNow(), Cancellation))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Another address is used as it is written, with or without a slash behind it.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData(" http://127.0.0.1:8080/ ")]
    public async Task AnotherAddressIsUsed(string address)
    {
        await Lookup().FindAsync(address, Cancellation);
        Assert.Equal(["http://127.0.0.1:8080/latest/meta-data/cam/security-credentials/"], _asked);
    }

    /// <summary>
    /// A malformed address is refused by the name of its variable, before anything is sent, and isn't repeated: it may hold a password.
    /// </summary>
    [Theory]
    [InlineData("not an address")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://")]
    [InlineData("http://me:secret@127.0.0.1")]
    [InlineData("http://127.0.0.1/path")]
    [InlineData("http://127.0.0.1/?q=1")]
    public async Task AMalformedAddressIsRefused(string address)
    {
        string message = (await Assert.ThrowsAsync<CredentialException>(() => Lookup().FindAsync(address, Cancellation))).Message;
        Assert.StartsWith("CIWORKFLOW_METADATA_ADDRESS: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    private static Task<HttpResponseMessage> Text(string text) => Task.FromResult(
        new HttpResponseMessage { Content = new StringContent(text) });

    private static async Task<HttpResponseMessage> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    }

    private RoleCredentials Lookup(TimeSpan? timeout = null) => new(
        (request, cancellationToken) =>
        {
            _asked.Add(request.RequestUri!.AbsoluteUri);
            return _answer(request.RequestUri.AbsoluteUri, cancellationToken);
        },
        timeout ?? TimeSpan.FromMinutes(1),
        _clock.GetUtcNow);
}
