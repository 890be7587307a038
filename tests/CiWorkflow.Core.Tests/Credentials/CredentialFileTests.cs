using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Credentials;

/// <summary>Keys in files, as Tencent's tools write them, and as people do.</summary>
public sealed class CredentialFileTests : IDisposable
{
    private const string Ini = ".tencentcloud/credentials";
    private const string Json = ".tccli/default.credential";

    private readonly string _home = Directory.CreateTempSubdirectory("CiWorkflow.Tests").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Takes the home directory away.</summary>
    public void Dispose() => Directory.Delete(_home, recursive: true);

    /// <summary>Profiles of the ini file, with comments, blank lines, spaces and a BOM.</summary>
    [Fact]
    public async Task AProfileOfTheIniFileIsRead()
    {
        Write(
            Ini,
            "\uFEFF# mine\n[default]\nsecret_id = AKIDdefault\nsecret_key = key=with=equals\n\n; temporary\n[ prod ]\r\nSECRET_ID=AKIDprod\r\nsecret_key=k\r\ntoken = t\r\nregion = ap-beijing\r\n");
        CiCredential standard = await KeysAsync();
        Assert.Equal("AKIDdefault", standard.SecretId);
        Assert.Equal("key=with=equals"u8.ToArray(), standard.SecretKey);
        Assert.False(standard.IsTemporary);
        Assert.NotNull(CredentialFile.Find("default", _home, null, out string place));
        Assert.EndsWith("credentials", place, StringComparison.Ordinal);
        CiCredential prod = await KeysAsync("prod");
        Assert.Equal("AKIDprod", prod.SecretId);
        Assert.Equal("t", prod.SessionToken);
        Assert.Null(CredentialFile.Find("other", _home, null, out place));
        Assert.Equal("", place);
    }

    /// <summary>The token and the role have two names each, and an empty one of them hides none.</summary>
    [Fact]
    public async Task TheTokenAndTheRoleHaveTwoNames()
    {
        Write(Ini, "[default]\nsecret_id = AKIDini\nsecret_key = k\ntoken =\nsession_token = s\n");
        Assert.Equal("s", (await KeysAsync()).SessionToken);
        foreach (string name in (string[])["role_arn", "role-arn"])
        {
            Write(Ini, $"[default]\nsecret_id = AKIDini\nsecret_key = k\n{name} = qcs::cam::uin/1:roleName/r\n");
            var refused = await Assert.ThrowsAsync<CredentialException>(() => KeysAsync());
            Assert.Contains("qcs::cam::uin/1:roleName/r", refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A profile of tccli, and the ini file before it.</summary>
    [Fact]
    public async Task AProfileOfTccliIsRead()
    {
        Write(Json, """{ "secretId": "AKIDtccli", "secretKey": "k", "token": null, "more": { "x": [1, 2] } }""");
        Assert.Equal("AKIDtccli", (await KeysAsync()).SecretId);
        Write(Ini, "[default]\nsecret_id = AKIDini\nsecret_key = k\n");
        Assert.Equal("AKIDini", (await KeysAsync()).SecretId);
    }

    /// <summary>
    /// Quotes around a value and a comment behind it don't belong to it: Go's gopkg.in/ini.v1, which Tencent's Go SDK uses, reads them so.
    /// </summary>
    [Theory]
    [InlineData("credentials-quoted.ini")]
    [InlineData("credentials-comment-on-key.ini")]
    public async Task QuotesAndCommentsDoNotBelongToAValue(string file)
    {
        Write(Ini, Sample(file));
        CiCredential keys = await KeysAsync();
        Assert.Equal("AKIDSandboxSandboxSandbox", keys.SecretId);
        Assert.Equal("SandboxSandboxSandboxSandbox"u8.ToArray(), keys.SecretKey);
    }

    /// <summary>Other shapes of quotes and comments, and what only looks like one.</summary>
    [Theory]
    [InlineData("'single'", "single")]
    [InlineData("\"a\"\t; comment", "a")]
    [InlineData("a#b;c", "a#b;c")]
    [InlineData("a # \"x\"", "a")]
    public async Task AValueIsRead(string text, string value)
    {
        Write(Ini, "[default] # mine\nsecret_id = AKID\nsecret_key = " + text + "\n");
        Assert.Equal(Encoding.UTF8.GetBytes(value), (await KeysAsync()).SecretKey);
    }

    /// <summary>
    /// A section or a name that stands twice is refused: one tool takes the first, one the last, one a mixture, and one none.
    /// </summary>
    [Theory]
    [InlineData("[default]\nsecret_id = a\nsecret_key = k\nSECRET_ID = b\n", "line 4", "line 2")]
    [InlineData("[default]\nsecret_id = a\nsecret_key = k\n[other]\n\n[default]\ntoken = t\n", "line 6", "line 1")]
    public void WhatStandsTwiceIsRefused(string text, string line, string first)
    {
        Write(Ini, text);
        string message = Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _)).Message;
        Assert.Contains(line, message, StringComparison.Ordinal);
        Assert.Contains(first, message, StringComparison.Ordinal);
    }

    /// <summary>The keys of one section are not mixed with the token of another of the same name.</summary>
    [Fact]
    public void ATokenOfAnOlderSectionIsNotMixedIn()
    {
        Write(Ini, Sample("credentials-duplicate-token.ini"));
        string message = Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _)).Message;
        Assert.Contains("line 5: [default] stands on line 1", message, StringComparison.Ordinal);
    }

    /// <summary>Another profile may be in any state: only the one that is asked for is read.</summary>
    [Fact]
    public async Task AnotherProfileMayBeInAnyState()
    {
        Write(Ini, "[other]\nsecret_id = a b c\n[other]\n[default]\nsecret_id = AKID\nsecret_key = k\n");
        Assert.Equal("AKID", (await KeysAsync()).SecretId);
    }

    /// <summary>A malformed file is named, an ini file with its line, and nothing of it is repeated.</summary>
    [Theory]
    [InlineData(Ini, "[default]\nsecret_id = AKID\nthe-secret-itself\n", "line 3")]
    [InlineData(Ini, "[default\nsecret_id = the-secret-itself\n", "line 1")]
    [InlineData(Ini, "[]\n", "line 1")]
    [InlineData(Ini, "= the-secret-itself\n", "line 1")]
    [InlineData(Ini, "[default]\nsecret_id = the-secret-itself\n", "no secret key")]
    [InlineData(Ini, "[default]\nsecret_key = the-secret-itself\n", "no secret id")]
    [InlineData(Ini, "[default]\nsecret_id = the-secret-itself with spaces\nsecret_key = k\n", "line 2: a value is printable")]
    [InlineData(Ini, "[default]\nsecret_id = AKID\nsecret_key = \"the-secret-itself\n", "line 3: a value is printable")]
    [InlineData(Ini, "[default]\nsecret_id = the&secret\nsecret_key = k\n", "the SecretId (the user name) must be printable")]
    [InlineData(Json, "{ \"secretId\": \"AKID\",\n \"secretKey\": the-secret-itself", "default.credential: not a JSON object of keys")]
    [InlineData(Json, "[\"the-secret-itself\"]", "default.credential: not a JSON object of keys")]
    [InlineData(Json, "\"the-secret-itself\"", "default.credential: not a JSON object of keys")]
    [InlineData(Json, "", "default.credential: not a JSON object of keys")]
    [InlineData(Json, "{} the-secret-itself", "default.credential: not a JSON object of keys")]
    [InlineData(Json, """{"secretId": "AKID", "secretKey": "k", "expiresAt": "the-secret-itself"}""", "expiresAt")]
    [InlineData(Json, """{"secretId": "AKID", "secretKey": "k", "expiresAt": -1}""", "expiresAt")]
    public void AMalformedFileIsNamedAndNotQuoted(string file, string text, string said)
    {
        Write(file, text);
        var error = Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _));
        Assert.Contains(Path.GetFileName(file), error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-itself", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A SecretKey with a line break in it is refused before it is sent.</summary>
    [Fact]
    public void AKeyWithALineBreakIsRefused()
    {
        Write(Json, Sample("tccli-key-newline.credential"));
        string message = Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _)).Message;
        Assert.Contains("default.credential", message, StringComparison.Ordinal);
        Assert.Contains("line break", message, StringComparison.Ordinal);
    }

    /// <summary>Keys of tccli that have expired are not sent; those that haven't are, until they do.</summary>
    [Fact]
    public async Task TheExpirationOfTccliIsHeeded()
    {
        Write(Json, Sample("tccli-expired.credential"));
        IRenewableCredentials source = CredentialFile.Find("default", _home, null, out _)!;
        string message = (await Assert.ThrowsAsync<CredentialException>(() => source.GetAsync(Cancellation))).Message;
        Assert.Contains("default.credential", message, StringComparison.Ordinal);
        Assert.Contains("2020-09-13", message, StringComparison.Ordinal);
        long soon = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        Write(Json, $$"""{"type": "oauth", "secretId": "AKID", "secretKey": "k", "token": "t", "expiresAt": {{soon}}}""");
        CiCredential keys = await source.GetAsync(Cancellation);
        var end = DateTimeOffset.FromUnixTimeSeconds(soon);
        Assert.Equal(end, keys.Expiration);
        var expiring = (IExpiringCredentials)source;
        Assert.Same(keys, await expiring.GetAsync(end.AddSeconds(-1), Cancellation));
        message = (await Assert.ThrowsAsync<CredentialException>(() => expiring.GetAsync(end, Cancellation))).Message;
        Assert.Contains(FormattableString.Invariant($"{end:yyyy-MM-dd HH:mm:ss}"), message, StringComparison.Ordinal);
    }

    /// <summary>The same keys that are written again with a later end are used to that end.</summary>
    [Fact]
    public async Task TheSameKeysMayEndLater()
    {
        long soon = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        string Keys(long end) => $$"""{"secretId": "AKID", "secretKey": "k", "token": "t", "expiresAt": {{end}}}""";
        string file = Write(Json, Keys(soon));
        var source = (IExpiringCredentials)CredentialFile.Find("default", _home, null, out _)!;
        CiCredential keys = await source.GetAsync(Cancellation);
        Write(Json, Keys(soon + 3600));
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));
        CiCredential later = await source.GetAsync(keys.Expiration, Cancellation);
        Assert.Equal(keys.Expiration!.Value.AddHours(1), later.Expiration);
    }

    /// <summary>Keys that are newly read are tried where they may only seem expired, because the machine's clock is hours fast.</summary>
    [Fact]
    public async Task AFastClockEndsNoKeysOfAFile()
    {
        long end = DateTimeOffset.UtcNow.AddHours(-5).ToUnixTimeSeconds();
        Write(Json, $$"""{"secretId": "AKID", "secretKey": "k", "token": "t", "expiresAt": {{end}}}""");
        Assert.Equal(end, (await KeysAsync()).Expiration!.Value.ToUnixTimeSeconds());
    }

    /// <summary>
    /// A profile whose keys are to be exchanged for those of a role is refused by the role's name, and its keys are not used as they are.
    /// </summary>
    [Theory]
    [InlineData(Json, null)]
    [InlineData(Ini, "[default]\nsecret_id = AKID\nsecret_key = k\nrole_arn = qcs::cam::uin/100000000001:roleName/ops\n")]
    public void AProfileThatAssumesARoleIsRefusedByName(string file, string? text)
    {
        Write(file, text ?? Sample("tccli-role-arn.credential"));
        string message = Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _)).Message;
        Assert.Contains("qcs::cam::uin/100000000001:roleName/ops", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Sandbox", message, StringComparison.Ordinal);
    }

    /// <summary>A profile of type cvm-role means the machine's role; the keys that were left in the file are not used.</summary>
    [Fact]
    public async Task AProfileOfTypeCvmRoleIsTheMachinesRole()
    {
        Write(Json, Sample("tccli-cvm-role.credential"));
        IRenewableCredentials source = CredentialFile.Find("default", _home, null, out _)!;
        string? before = Environment.GetEnvironmentVariable(RoleCredentials.AddressVariable);
        Environment.SetEnvironmentVariable(RoleCredentials.AddressVariable, "http://127.0.0.1:1");
        try
        {
            string message = (await Assert.ThrowsAsync<CredentialException>(() => source.GetAsync(Cancellation))).Message;
            Assert.Contains("cvm-role", message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(RoleCredentials.AddressVariable, before);
        }
    }

    /// <summary>Keys of the role that were refused are renewed by the role, also where a profile of type cvm-role leads to it.</summary>
    [Fact]
    public async Task RefusedKeysOfARoleAreRenewed()
    {
        string file = Write(Json, Sample("tccli-cvm-role.credential"));
        var now = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var role = new RenewedCredentials(_ => Task.FromResult(new CiCredential("AKIDrole", "k", "t", now.AddHours(1))), () => now);
        FileCredentials source = FileCredentials.Open(
            file, null, text => CredentialJson.Read(text, file, CredentialJson.Tccli), _ => Task.FromResult<ICredentialSource?>(role))!;
        CiCredential first = await source.GetAsync(Cancellation);
        now = now.AddMinutes(1);
        Assert.Same(first, await source.GetAsync(Cancellation));
        CiCredential renewed = await source.RenewAsync(first, Cancellation);
        Assert.NotSame(first, renewed);
        Assert.Same(renewed, await source.GetAsync(Cancellation));
    }

    /// <summary>A file that is rewritten passes its new keys to the next request; the same keys stay the same instance.</summary>
    [Fact]
    public async Task ARewrittenFileGivesItsNewKeys()
    {
        string file = Write(Ini, "[default]\nsecret_id = AKIDold\nsecret_key = k\ntoken = t\n");
        IRenewableCredentials source = CredentialFile.Find("default", _home, null, out _)!;
        CiCredential old = await source.GetAsync(Cancellation);
        Assert.Same(old, await source.GetAsync(Cancellation));
        File.AppendAllText(file, "# a comment\n");
        Assert.Same(old, await source.GetAsync(Cancellation));
        Write(Ini, "[default]\nsecret_id = AKIDnew\nsecret_key = k\ntoken = t\n");
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));
        Assert.Equal("AKIDnew", (await source.GetAsync(Cancellation)).SecretId);
    }

    /// <summary>
    /// While a file is half written, or gone, the old keys are used as long as they hold; the next request reads it again.
    /// </summary>
    [Fact]
    public async Task AHalfWrittenFileIsReadAgain()
    {
        string file = Write(Ini, "[default]\nsecret_id = AKIDold\nsecret_key = k\n");
        IRenewableCredentials source = CredentialFile.Find("default", _home, null, out _)!;
        CiCredential old = await source.GetAsync(Cancellation);
        foreach (string? half in new[] { "[default]\nsecret_id = AKIDne", "[defa", "", null })
        {
            File.Delete(file);
            if (half is not null)
            {
                Write(Ini, half);
            }

            Assert.Same(old, await source.GetAsync(Cancellation));
        }

        Write(Ini, "[default]\nsecret_id = AKIDnew\nsecret_key = k\n");
        Assert.Equal("AKIDnew", (await source.GetAsync(Cancellation)).SecretId);
    }

    /// <summary>Keys that were refused are read anew, also where the file looks unchanged; without others they stay the same.</summary>
    [Fact]
    public async Task RefusedKeysAreReadAnew()
    {
        string file = Write(Ini, "[default]\nsecret_id = AKIDone\nsecret_key = k\n");
        IRenewableCredentials source = CredentialFile.Find("default", _home, null, out _)!;
        CiCredential old = await source.GetAsync(Cancellation);
        Assert.Same(old, await source.RenewAsync(old, Cancellation));
        DateTime written = File.GetLastWriteTimeUtc(file);
        Write(Ini, "[default]\nsecret_id = AKIDtwo\nsecret_key = k\n");
        File.SetLastWriteTimeUtc(file, written);
        CiCredential renewed = await source.RenewAsync(old, Cancellation);
        Assert.Equal("AKIDtwo", renewed.SecretId);
        Assert.Same(renewed, await source.RenewAsync(old, Cancellation));
    }

    /// <summary>Expired keys whose profile has gone are an error that says so.</summary>
    [Fact]
    public async Task AProfileThatHasGoneIsAnError()
    {
        string file = Write(Json, $$"""{"secretId": "AKID", "secretKey": "k", "expiresAt": {{DateTimeOffset.UtcNow.AddDays(-2).ToUnixTimeSeconds()}}}""");
        IRenewableCredentials source = CredentialFile.Find("default", _home, null, out _)!;
        File.Delete(file);
        Assert.Contains(
            "no longer there",
            (await Assert.ThrowsAsync<CredentialException>(() => source.GetAsync(Cancellation))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A file that others can read is used, with a warning; one that others can write is not.</summary>
    [Fact]
    public void TheModeOfAFileIsHeeded()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        string file = Write(Ini, "[default]\nsecret_id = AKIDdefault\nsecret_key = k\n");
        string? warning = null;
        File.SetUnixFileMode(file, (UnixFileMode)0b110_000_000);
        Assert.NotNull(CredentialFile.Find("default", _home, text => warning = text, out _));
        Assert.Null(warning);
        foreach (int mode in new[] { 0b110_100_000, 0b110_000_100 })
        {
            warning = null;
            File.SetUnixFileMode(file, (UnixFileMode)mode);
            Assert.NotNull(CredentialFile.Find("default", _home, text => warning = text, out _));
            Assert.Contains(file, warning, StringComparison.Ordinal);
        }

        foreach (int mode in new[] { 0b110_010_010, 0b110_010_000, 0b110_000_010 })
        {
            File.SetUnixFileMode(file, (UnixFileMode)mode);
            string message = Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _)).Message;
            Assert.Contains("written by other users", message, StringComparison.Ordinal);
        }
    }

    /// <summary>A link to a file is followed, whatever its own mode; the file's counts.</summary>
    [Fact]
    public async Task ALinkIsFollowed()
    {
        SkipOnWindows();
        string target = Write("elsewhere", "[default]\nsecret_id = AKIDlinked\nsecret_key = k\n");
        Link(Ini, target);
        Assert.Equal("AKIDlinked", (await KeysAsync()).SecretId);
    }

    /// <summary>What stands in the place of a file and is none is named, within seconds and without filling the memory.</summary>
    [Theory]
    [InlineData("a link to nothing", "leads to no file")]
    [InlineData("a link to itself", "leads to no file")]
    [InlineData("a directory", "is a directory")]
    [InlineData("an endless device that everybody writes to", "written by other users")]
    public void WhatIsNoFileIsNamed(string what, string said)
    {
        SkipOnWindows();
        string path = Path.Combine(_home, Ini);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        switch (what)
        {
            case "a link to nothing": Link(Ini, Path.Combine(_home, "nothing")); break;
            case "a link to itself": Link(Ini, path); break;
            case "a directory": Directory.CreateDirectory(path); break;
            case "an endless device that everybody writes to": Link(Ini, "/dev/zero"); break;
        }

        string message = Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    /// <summary>A pipe is named and not read, also where nobody writes to it: opening it would never return.</summary>
    [Fact]
    public void APipeIsNamed()
    {
        SkipOnWindows();
        string path = Path.Combine(_home, Ini);
        Write(Ini, "");
        File.Delete(path);
        Process.Start("mkfifo", ["-m", "600", path]).WaitForExit();
        Assert.Equal(
            path + " is a pipe or a device, not a file.",
            Assert.Throws<CredentialException>(() => KeyFile.Read(path, null, TimeSpan.FromHours(1))).Message);
        Assert.Empty(CredentialFile.ListProfiles(_home));
    }

    /// <summary>
    /// A disk that doesn't answer is waited for five seconds, and for less by the list of profiles, which somebody waits for at the prompt.
    /// It isn't asked a second time meanwhile.
    /// </summary>
    [Fact]
    public void ADiskThatDoesNotAnswerIsNotWaitedFor()
    {
        Write(Ini, "");
        string path = Path.Combine(_home, Ini);
        var waited = new List<TimeSpan>();
        using var answers = new ManualResetEventSlim();
        BoundedFile files = Make();
        string said = path + " could not be read within 5 seconds: its disk doesn't answer.";
        Assert.Equal(said, Assert.Throws<CredentialException>(() => KeyFile.Read(path, null, files: files)).Message);
        Assert.Equal(said, Assert.Throws<CredentialException>(() => KeyFile.Read(path, null, files: files)).Message);
        Assert.Equal([TimeSpan.FromSeconds(5)], waited);
        Assert.Empty(CredentialFile.ListProfiles(_home, Make()));
        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(300)], waited);
        answers.Set();

        BoundedFile Make() => new(
            _ =>
            {
                answers.Wait(TestContext.Current.CancellationToken);
                return Stream.Null;
            },
            (time, _) =>
            {
                waited.Add(time);
                return Task.CompletedTask;
            });
    }

    /// <summary>The list of profiles has none of a file of any size.</summary>
    [Fact]
    public void TheListOfProfilesReadsNoLongFile()
    {
        Write(Ini, "[default]\n[" + new string('x', 100) + "]\n" + new string('#', 1024 * 1024));
        Assert.Empty(CredentialFile.ListProfiles(_home));
    }

    /// <summary>A file in place of the directory is as no file at all.</summary>
    [Fact]
    public void AFileInPlaceOfTheDirectoryIsNoFile()
    {
        Write(".tccli", "not a directory");
        Assert.Null(CredentialFile.Find("default", _home, null, out _));
    }

    /// <summary>A file that is too long is refused, whatever is in it.</summary>
    [Fact]
    public void AFileThatIsTooLongIsRefused()
    {
        Write(Ini, "[default]\nsecret_id = AKID\nsecret_key = k\n" + new string('#', 1024 * 1024));
        Assert.Contains(
            "longer than 1 MiB",
            Assert.Throws<CredentialException>(() => CredentialFile.Find("default", _home, null, out _)).Message,
            StringComparison.Ordinal);
    }

    private static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Credentials", "Files", name));

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Links, pipes and devices of Unix.");

    private Task<CiCredential> KeysAsync(string profile = "default") => CredentialFile.Find(profile, _home, null, out _)!.GetAsync(Cancellation);

    private void Link(string file, string target)
    {
        string path = Path.Combine(_home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
    }

    private string Write(string file, string text)
    {
        string path = Path.Combine(_home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    /// <summary>The profiles of both places are listed by name, each once; without the files there are none.</summary>
    [Fact]
    public void TheProfilesAreListed()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("profiles");
        try
        {
            Assert.Empty(CredentialFile.ListProfiles(home.FullName));
            File.WriteAllText(
                Path.Combine(home.CreateSubdirectory(".tencentcloud").FullName, "credentials"),
                " [ work ] \n[default]\n[]\nsecret_id = [x\nx]\n[default]\n[q]\n");
            string tccli = home.CreateSubdirectory(".tccli").FullName;
            File.WriteAllText(Path.Combine(tccli, "other.credential"), "{}");
            File.WriteAllText(Path.Combine(tccli, "default.credential"), "{}");
            File.WriteAllText(Path.Combine(tccli, "default.configure"), "{}");
            Assert.Equal(["default", "other", "q", "work"], CredentialFile.ListProfiles(home.FullName));
            Assert.Throws<ArgumentNullException>("home", static () => CredentialFile.ListProfiles(null!));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    /// <summary>The name of a profile is also that of a file, and no path.</summary>
    [Theory]
    [InlineData("azAZ09", true)]
    [InlineData("a[", false)]
    [InlineData("a{", false)]
    [InlineData("a@", false)]
    [InlineData("a`", false)]
    [InlineData("a/b", false)]
    [InlineData("../other", false)]
    [InlineData("..", false)]
    [InlineData("a\0b", false)]
    [InlineData("a:", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void AProfileIsAName(string? profile, bool isValid)
    {
        Action[] checks = [() => CredentialFile.CheckProfile(profile!), () => CredentialFile.Find(profile!, _home, null, out _)];
        foreach (Action check in checks)
        {
            var refused = Record.Exception(check) as InvalidFieldException;
            Assert.Equal(isValid ? (null, null) : ("ProfileName", profile ?? ""), (refused?.Field, refused?.Value));
            Assert.Equal(!isValid, refused?.Message.EndsWith(Messages.ProfileRule, StringComparison.Ordinal) ?? false);
        }

        string longest = new('p', 128);
        Assert.Equal(longest, CredentialFile.CheckProfile(longest));
        Assert.Equal(longest + "p", Assert.Throws<InvalidFieldException>(() => CredentialFile.CheckProfile(longest + "p")).Value);
    }
}
