using System;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Credentials;

/// <summary>A set of keys: what it takes, and what it shows.</summary>
public sealed class CiCredentialTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// What can't be sent in a header, or was copied with something beside it, is refused; the message never has the key or the token.
    /// </summary>
    [Theory]
    [InlineData("", "k", null, nameof(Messages.InvalidSecretId))]
    [InlineData("AK ID", "k", null, nameof(Messages.InvalidSecretId))]
    [InlineData("AK&ID", "k", null, nameof(Messages.InvalidSecretId))]
    [InlineData("AK=ID", "k", null, nameof(Messages.InvalidSecretId))]
    [InlineData("AK;ID", "k", null, nameof(Messages.InvalidSecretId))]
    [InlineData("AKÏD", "k", null, nameof(Messages.InvalidSecretId))]
    [InlineData("AKID\u007f", "k", null, nameof(Messages.InvalidSecretId))]
    [InlineData("AKID", "", null, nameof(Messages.EmptySecretKey))]
    [InlineData("AKID", "the-secret\n", null, nameof(Messages.InvalidSecretKey))]
    [InlineData("AKID", "the secret", null, nameof(Messages.InvalidSecretKey))]
    [InlineData("AKID", "the-secret\u3000", null, nameof(Messages.InvalidSecretKey))]
    [InlineData("AKID", "the-secret\0", null, nameof(Messages.InvalidSecretKey))]
    [InlineData("AKID", "k", "the-secret ", nameof(Messages.InvalidSessionToken))]
    [InlineData("AKID", "k", "the-secret\r\n", nameof(Messages.InvalidSessionToken))]
    public void WhatCannotBeSentIsRefused(string id, string key, string? token, string rule)
    {
        var error = Assert.Throws<InvalidFieldException>(() => new CiCredential(id, key, token));
        Assert.Equal(token is null ? "Credential" : "SessionToken", error.Field);
        string text = rule switch
        {
            nameof(Messages.InvalidSecretId) => Messages.InvalidSecretId,
            nameof(Messages.EmptySecretKey) => Messages.EmptySecretKey,
            nameof(Messages.InvalidSecretKey) => Messages.InvalidSecretKey,
            _ => Messages.InvalidSessionToken,
        };
        Assert.EndsWith(text, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "secret",
            error.Message.Replace("secret id", "", StringComparison.OrdinalIgnoreCase).Replace("SecretKey", "", StringComparison.Ordinal).Replace("SecretId", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// Every printable character but the separators of the header may stand in an id and a token, and any visible one in a key.
    /// </summary>
    [Fact]
    public void PrintableCharactersAreTaken()
    {
        var keys = new CiCredential("!~AKID", "kéy=&;中", "!~&=;");
        Assert.True(keys.HasKeys("!~AKID", "kéy=&;中", "!~&=;"));
        Assert.True(keys.IsTemporary);
        Assert.Null(new CiCredential("AKID", "k", "").SessionToken);
    }

    /// <summary>Keys are the same only where all three are.</summary>
    [Fact]
    public void KeysAreTheSameWhereAllThreeAre()
    {
        var keys = new CiCredential("AKID", "k", "t");
        Assert.True(keys.HasKeys("AKID", "k", "t"));
        Assert.False(keys.HasKeys("AKID2", "k", "t"));
        Assert.False(keys.HasKeys("AKID", "k2", "t"));
        Assert.False(keys.HasKeys("AKID", "k", null));
    }

    /// <summary>Four characters of an id are shown, and none of a short one.</summary>
    [Theory]
    [InlineData("AKIDexample", "AKID****")]
    [InlineData("AKIDexamp", "AKID****")]
    [InlineData("AKIDexam", "****")]
    [InlineData("A", "****")]
    public void FourCharactersAreShown(string id, string shown) => Assert.Equal(shown, new CiCredential(id, "k").ToString());

    /// <summary>Keys are their own source until they expire; then the end is said.</summary>
    [Fact]
    public async Task KeysAreTheirOwnSource()
    {
        ICredentialSource keys = new CiCredential("AKID", "k");
        Assert.Same(keys, await keys.GetAsync(Cancellation));
        keys = new CiCredential("AKID", "k", "t", DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Same(keys, await keys.GetAsync(Cancellation));
        keys = new CiCredential("AKID", "k", "t", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddYears(-10));
        Assert.Contains(
            "2016-03-01",
            (await Assert.ThrowsAsync<CredentialException>(() => keys.GetAsync(Cancellation))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// The end is compared with the service's time; where it isn't known, keys are tried that a clock a day wrong may show as expired.
    /// </summary>
    [Fact]
    public async Task TheEndIsComparedWithTheServicesTime()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddHours(-23);
        IExpiringCredentials keys = new CiCredential("AKID", "k", "t", end);
        Assert.Same(keys, await keys.GetAsync(Cancellation));
        Assert.Same(keys, await keys.GetAsync(end.AddSeconds(-1), Cancellation));
        string ended = (await Assert.ThrowsAsync<CredentialException>(() => keys.GetAsync(end, Cancellation))).Message;
        Assert.Equal(System.FormattableString.Invariant(System.Runtime.CompilerServices.FormattableStringFactory.Create(Messages.KeysEnded, end)), ended);
        keys = new CiCredential("AKID", "k", "t", DateTimeOffset.UtcNow.AddHours(-25));
        ended = (await Assert.ThrowsAsync<CredentialException>(() => keys.GetAsync(null, Cancellation))).Message;
        Assert.StartsWith(Messages.KeysEnded.Split('{')[0], ended, StringComparison.Ordinal);
    }

    /// <summary>What is read of keys on the way writes none of them.</summary>
    [Fact]
    public void FieldsWriteNoKey() =>
        Assert.DoesNotContain(
            "the-secret",
            new CredentialFields { SecretId = "the-secret", SecretKey = "the-secret", Token = "the-secret" }.ToString(),
            StringComparison.Ordinal);
}
