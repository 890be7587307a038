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
    [InlineData("", "k", null, "Credential")]
    [InlineData("AK ID", "k", null, "Credential")]
    [InlineData("AK&ID", "k", null, "Credential")]
    [InlineData("AK=ID", "k", null, "Credential")]
    [InlineData("AK;ID", "k", null, "Credential")]
    [InlineData("AKÏD", "k", null, "Credential")]
    [InlineData("AKID\u007f", "k", null, "Credential")]
    [InlineData("AKID", "", null, "Credential")]
    [InlineData("AKID", "the-secret\n", null, "Credential")]
    [InlineData("AKID", "the secret", null, "Credential")]
    [InlineData("AKID", "the-secret\u3000", null, "Credential")]
    [InlineData("AKID", "the-secret\0", null, "Credential")]
    [InlineData("AKID", "k", "the-secret ", "SessionToken")]
    [InlineData("AKID", "k", "the-secret\r\n", "SessionToken")]
    public void WhatCannotBeSentIsRefused(string id, string key, string? token, string field)
    {
        var error = Assert.Throws<InvalidFieldException>(() => new CiCredential(id, key, token));
        Assert.Equal(field, error.Field);
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
        await Assert.ThrowsAsync<CredentialException>(() => keys.GetAsync(null, Cancellation));
    }

    /// <summary>What is read of keys on the way writes none of them.</summary>
    [Fact]
    public void FieldsWriteNoKey() =>
        Assert.DoesNotContain(
            "the-secret",
            new CredentialFields { SecretId = "the-secret", SecretKey = "the-secret", Token = "the-secret" }.ToString(),
            StringComparison.Ordinal);
}
