using System;
using System.IO;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Credentials;

/// <summary>Keys in files, as Tencent's tools write them.</summary>
public sealed class CredentialFileTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("CiWorkflow.Tests").FullName;

    /// <summary>Takes the home directory away.</summary>
    public void Dispose() => Directory.Delete(_home, recursive: true);

    /// <summary>Profiles of the ini file, with comments, blank lines, spaces and a BOM.</summary>
    [Fact]
    public void AProfileOfTheIniFileIsRead()
    {
        Write(".tencentcloud/credentials", "\uFEFF# mine\n[default]\nsecret_id = AKIDdefault\nsecret_key = key=with=equals\n\n; temporary\n[ prod ]\r\nSECRET_ID=AKIDprod\r\nsecret_key=k\r\ntoken = t\r\nregion = ap-beijing\r\n");
        CiCredential standard = CredentialFile.Find("default", _home, null, out string place)!;
        Assert.Equal("AKIDdefault", standard.SecretId);
        Assert.Equal("key=with=equals"u8.ToArray(), standard.SecretKey);
        Assert.False(standard.IsTemporary);
        Assert.EndsWith("credentials", place, StringComparison.Ordinal);
        CiCredential prod = CredentialFile.Find("prod", _home, null, out _)!;
        Assert.Equal("AKIDprod", prod.SecretId);
        Assert.Equal("t", prod.SessionToken);
        Assert.Null(CredentialFile.Find("other", _home, null, out _));
    }

    /// <summary>A profile of tccli, and the ini file before it.</summary>
    [Fact]
    public void AProfileOfTccliIsRead()
    {
        Write(".tccli/default.credential", """{ "secretId": "AKIDtccli", "secretKey": "k", "token": null, "more": { "x": [1, 2] } }""");
        Assert.Equal("AKIDtccli", CredentialFile.Find("default", _home, null, out _)!.SecretId);
        Write(".tencentcloud/credentials", "[default]\nsecret_id = AKIDini\nsecret_key = k\n");
        Assert.Equal("AKIDini", CredentialFile.Find("default", _home, null, out _)!.SecretId);
    }

    /// <summary>A malformed file is named with its line, and nothing of it is told.</summary>
    [Theory]
    [InlineData(".tencentcloud/credentials", "[default]\nsecret_id = AKID\nthe-secret-itself\n", "line 3")]
    [InlineData(".tencentcloud/credentials", "[default\nsecret_id = the-secret-itself\n", "line 1")]
    [InlineData(".tencentcloud/credentials", "[default]\nsecret_id = the-secret-itself\n", "no secret key")]
    [InlineData(".tencentcloud/credentials", "[default]\nsecret_id = the-secret-itself with spaces\nsecret_key = k\n", "printable")]
    [InlineData(".tccli/default.credential", "{ \"secretId\": \"AKID\",\n \"secretKey\": the-secret-itself", "line")]
    [InlineData(".tccli/default.credential", "[\"the-secret-itself\"]", "line 1")]
    [InlineData(".tccli/default.credential", "\"the-secret-itself\"", "line 1")]
    [InlineData(".tccli/default.credential", "", "line 1")]
    [InlineData(".tccli/default.credential", "{} the-secret-itself", "line 1")]
    public void AMalformedFileIsNamedAndNotQuoted(string file, string text, string said)
    {
        Write(file, text);
        var error = Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _));
        Assert.Contains(Path.GetFileName(file), error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-itself", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A file that others can read is used, with a warning.</summary>
    [Fact]
    public void AFileThatOthersCanReadIsWarnedOf()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        string file = Write(".tencentcloud/credentials", "[default]\nsecret_id = AKIDdefault\nsecret_key = k\n");
        string? warning = null;
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        CredentialFile.Find("default", _home, text => warning = text, out _);
        Assert.Null(warning);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.NotNull(CredentialFile.Find("default", _home, text => warning = text, out _));
        Assert.Contains(file, warning, StringComparison.Ordinal);
    }

    /// <summary>A profile's name is no path.</summary>
    [Theory]
    [InlineData("../other")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void AProfilesNameIsNoPath(string name) =>
        Assert.Equal("ProfileName", Assert.Throws<InvalidFieldException>(() => CredentialFile.Find(name, _home, null, out _)).Field);

    private string Write(string file, string text)
    {
        string path = Path.Combine(_home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
