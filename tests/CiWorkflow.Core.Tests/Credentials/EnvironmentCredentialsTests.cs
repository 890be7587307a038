using System;
using CiWorkflow.Credentials;
using Xunit;

namespace CiWorkflow.Core.Tests.Credentials;

/// <summary>Keys in the environment. The variables are the process's own: these tests run one after the other.</summary>
[Collection(nameof(EnvironmentCredentialsTests))]
public sealed class EnvironmentCredentialsTests : IDisposable
{
    private static readonly string[] Names =
        ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "COS_SECRET_ID", "COS_SECRET_KEY", "COS_SESSION_TOKEN"];

    private readonly string?[] _before = Array.ConvertAll(Names, Environment.GetEnvironmentVariable);

    /// <summary>Begins without any of the variables.</summary>
    public EnvironmentCredentialsTests() => Array.ForEach(Names, name => Environment.SetEnvironmentVariable(name, null));

    /// <summary>Restores the variables.</summary>
    public void Dispose()
    {
        for (int i = 0; i < Names.Length; i++)
        {
            Environment.SetEnvironmentVariable(Names[i], _before[i]);
        }
    }

    /// <summary>The names of both of Tencent's tools, with and without a token.</summary>
    [Theory]
    [InlineData("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN")]
    [InlineData("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_SESSION_TOKEN")]
    [InlineData("COS_SECRET_ID", "COS_SECRET_KEY", "COS_SESSION_TOKEN")]
    public void KeysAreRead(string id, string key, string token)
    {
        Environment.SetEnvironmentVariable(id, " AKIDenvironment ");
        Assert.Null(EnvironmentCredentials.Find(out string place));
        Assert.Equal("", place);
        Environment.SetEnvironmentVariable(key, "the-key");
        CiCredential permanent = EnvironmentCredentials.Find(out place)!;
        Assert.Equal(id, place);
        Assert.Equal("AKIDenvironment", permanent.SecretId);
        Assert.Equal("the-key"u8.ToArray(), permanent.SecretKey);
        Assert.False(permanent.IsTemporary);
        Environment.SetEnvironmentVariable(token, "the-token");
        Assert.Equal("the-token", EnvironmentCredentials.Find(out _)!.SessionToken);
    }

    /// <summary>The same keys are the same instance, and each change of one of them makes another.</summary>
    [Fact]
    public void TheSameKeysAreTheSameInstance()
    {
        Environment.SetEnvironmentVariable("TENCENTCLOUD_SECRET_ID", "AKIDone");
        Environment.SetEnvironmentVariable("TENCENTCLOUD_SECRET_KEY", "k");
        CiCredential first = EnvironmentCredentials.Find(out _)!;
        Assert.Same(first, EnvironmentCredentials.Find(out _));
        foreach ((string name, string value) in new[] { ("TENCENTCLOUD_SECRET_ID", "AKIDtwo"), ("TENCENTCLOUD_SECRET_KEY", "k2"), ("TENCENTCLOUD_TOKEN", "t") })
        {
            CiCredential before = EnvironmentCredentials.Find(out _)!;
            Environment.SetEnvironmentVariable(name, value);
            Assert.NotSame(before, EnvironmentCredentials.Find(out _));
        }
    }
}
