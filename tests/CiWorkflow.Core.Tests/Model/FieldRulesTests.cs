using System;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>What is refused before anything is sent, and with which words.</summary>
public sealed class FieldRulesTests
{
    /// <summary>Names that the page allows.</summary>
    [Theory]
    [InlineData("demo")]
    [InlineData("夜间-转码_1")]
    [InlineData("a—b")]
    [InlineData("\U00020000")]
    public void ANameOfThePageIsTaken(string name) => Assert.Equal(name, FieldRules.CheckName(name));

    /// <summary>128 surrogate pairs are 128 characters; one more is too many.</summary>
    [Fact]
    public void ASurrogatePairIsOneCharacter()
    {
        string pairs = string.Concat(System.Linq.Enumerable.Repeat("\U00020000", 128));
        Assert.Equal(pairs, FieldRules.CheckName(pairs));
        var error = Assert.Throws<InvalidFieldException>(() => FieldRules.CheckName(pairs + "a"));
        Assert.Contains("129 characters", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Other names are refused.</summary>
    [Theory]
    [InlineData("", null)]
    [InlineData("a b", "' ' (U+0020) at position 2")]
    [InlineData("a.b", "'.' (U+002E) at position 2")]
    [InlineData("a/b", "'/' (U+002F) at position 2")]
    [InlineData("é", "'é' (U+00E9) at position 1")]
    [InlineData("a\n", "U+000A at position 2")]
    [InlineData("half", "U+D800 at position 1")]
    [InlineData("\U0001F600", "'\U0001F600' (U+1F600) at position 1")]
    [InlineData("ａ", "'ａ' (U+FF41) at position 1")]
    public void AnotherNameIsRefused(string name, string? character) => Refused(
        // A half of a pair doesn't come through an attribute.
        "Name",
        () => FieldRules.CheckName(name == "half" ? "\uD800" : name),
        character is null ? Messages.NameRule : "the character " + character + Messages.NameCharacter.Split("{1}")[1]);

    /// <summary>Buckets are name-APPID.</summary>
    [Theory]
    [InlineData("media-1250000000", true)]
    [InlineData("a-b-c-1250000000", true)]
    [InlineData("b-1250000000", true)]
    [InlineData("media", false)]
    [InlineData("media-", false)]
    [InlineData("media-12x", false)]
    [InlineData("-1250000000", false)]
    [InlineData("Media-1250000000", false)]
    [InlineData("media.evil-1250000000", false)]
    [InlineData("media-1250000000.evil.com", false)]
    [InlineData("media-1250000000\r\nX: y", false)]
    [InlineData("media-１２５００００００００", false)]
    [InlineData("", false)]
    public void ABucketIsNameAndAppId(string bucket, bool valid)
    {
        if (valid)
        {
            Assert.Equal(bucket, FieldRules.CheckBucket(bucket));
        }
        else
        {
            Refused("Bucket", () => FieldRules.CheckBucket(bucket));
        }
    }

    /// <summary>Every region of the service is taken and so is a new one; what would change the host is not.</summary>
    [Theory]
    [InlineData("ap-beijing", true)]
    [InlineData("ap-shanghai-fsi", true)]
    [InlineData("na-siliconvalley", true)]
    [InlineData("me-riyadh2", true)]
    [InlineData("beijing", false)]
    [InlineData("ap_beijing", false)]
    [InlineData("AP-BEIJING", false)]
    [InlineData("ap-beijing.evil.com", false)]
    [InlineData("ap-beijing/", false)]
    [InlineData("ap-", false)]
    [InlineData("", false)]
    public void ARegionHasTheServicesForm(string region, bool valid)
    {
        if (valid)
        {
            Assert.Equal(region, FieldRules.CheckRegion(region));
        }
        else
        {
            Refused("Region", () => FieldRules.CheckRegion(region));
        }
    }

    /// <summary>Workflow ids are usually w and 32 hexadecimal digits; another id is not refused, because no page says so.</summary>
    [Theory]
    [InlineData("w7476ff3564ee45b7b490d64bccaba6cc", true)]
    [InlineData("wABCDEF3564ee45b7b490d64bccaba6cc", true)]
    [InlineData("w7476", false)]
    [InlineData("x7476ff3564ee45b7b490d64bccaba6cc", false)]
    [InlineData("w7476ff3564ee45b7b490d64bccaba6cg", false)]
    public void AWorkflowIdOfAnotherShapeIsUnusual(string id, bool isUsual)
    {
        Assert.Equal(id, FieldRules.CheckWorkflowId(id));
        Assert.Equal(isUsual, FieldRules.IsWorkflowId(id));
    }

    /// <summary>Several workflow ids are joined by commas (the Java demo), and each is an id.</summary>
    [Fact]
    public void SeveralWorkflowIdsAreJoined()
    {
        Assert.Equal("w1,w2", FieldRules.CheckWorkflowIds("w1, w2"));
        Refused("WorkflowId", () => FieldRules.CheckWorkflowIds("w1,"));
        Refused("WorkflowId", () => FieldRules.CheckWorkflowIds("w/1"));
        Refused("WorkflowId", () => FieldRules.CheckWorkflowId(""));
    }

    /// <summary>Keys: control characters, halves of pairs and more than 850 bytes are refused in each input.</summary>
    [Fact]
    public void AKeyThatCannotBeSentIsRefused()
    {
        foreach ((string key, string character) in new[]
        {
            ("a\0b", "U+0000 at position 2"), ("a\nb", "U+000A at position 2"), ("a\u007Fb", "U+007F at position 2"),
            ("a\u0085b", "U+0085 at position 2"), ("\uD83D", "U+D83D at position 1"), ("a\uDE00", "U+DE00 at position 2"),
            ("\uFFFE", "U+FFFE at position 1"), (new string('中', 284), ""),
        })
        {
            string rule = character.Length == 0 ? "it has 852 bytes of UTF-8; a key has at most 850."
                : "the character " + character + Messages.KeyCharacter.Split("{1}")[1];
            Refused("Prefix", () => JobInput.FromPrefix(key), rule);
            Refused("Object", () => JobInput.FromObject(key), rule);
            Refused("UrlFile", () => JobInput.FromUrlFile(key), rule);
            Refused("Manifest", () => JobInput.FromManifest(key), rule);
        }

        string longest = new string('中', 283) + "a";
        Assert.Equal(longest, JobInput.FromObject(longest).Object);
        Refused("Object", () => JobInput.FromObject(""), Messages.KeyEmpty);
        Assert.Equal("", JobInput.FromPrefix("").Prefix);
    }

    /// <summary>Plain http goes to this machine and nowhere else; an endpoint is a root.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://127.9.9.9", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("http://localhost:80", true)]
    [InlineData("https://ci.example.com:8443", true)]
    [InlineData("http://ci.example.com", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("http://10.0.0.1", false)]
    [InlineData("https://ci.example.com/path", false)]
    [InlineData("https://ci.example.com?x", false)]
    [InlineData("ftp://127.0.0.1", false)]
    [InlineData("127.0.0.1:80", false)]
    public void AnEndpointIsHttpsOrLoopback(string text, bool valid)
    {
        var endpoint = new Uri(text, UriKind.RelativeOrAbsolute);
        if (valid)
        {
            Assert.Same(endpoint, FieldRules.CheckEndpoint(endpoint));
        }
        else
        {
            bool isPlain = endpoint is { IsAbsoluteUri: true, Scheme: "http" };
            Refused("Endpoint", () => FieldRules.CheckEndpoint(endpoint), isPlain ? Messages.EndpointPlain : Messages.EndpointRule);
        }
    }

    /// <summary>What stands before an @ in an endpoint may be a password.</summary>
    [Fact]
    public void AnEndpointsPasswordIsNotRepeated()
    {
        var error = Assert.Throws<InvalidFieldException>(() => FieldRules.CheckEndpoint(new Uri("https://me:hunter2@ci.example.com")));
        Assert.Equal(("Endpoint", "…@ci.example.com"), (error.Field, error.Value));
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The value of an error can't steer a terminal or fill a screen.</summary>
    [Fact]
    public void TheValueInAMessageIsHarmless()
    {
        string message = Assert.Throws<InvalidFieldException>(() => FieldRules.CheckName("\u001b[2J\u202E" + new string('x', 5000))).Message;
        Assert.DoesNotContain('\u001b', message);
        Assert.DoesNotContain('\u202E', message);
        Assert.Contains("\\u001b", message, StringComparison.Ordinal);
        Assert.True(message.Length < 500);
    }

    private static void Refused(string field, Action act, string? rule = null)
    {
        var error = Assert.Throws<InvalidFieldException>(act);
        Assert.Equal(field, error.Field);
        Assert.StartsWith(field, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(rule ?? field switch
        {
            "Bucket" => Messages.BucketRule,
            "Region" => Messages.RegionRule,
            "WorkflowId" => Messages.IdRule,
            _ => throw new ArgumentException(field),
        }, error.Message, StringComparison.Ordinal);
    }

    /// <summary>The bounds of each rule, and who is named where one is broken (436/13312, 436/6224: buckets and regions).</summary>
    [Theory]
    [InlineData("Bucket", "a-12345", true)]
    [InlineData("Bucket", "a-1234", false)]
    [InlineData("Bucket", "az09-12345678901234567890", true)]
    [InlineData("Bucket", "a-123456789012345678901", false)]
    [InlineData("Bucket", "a-b-12345", true)]
    [InlineData("Bucket", "a--12345", false)]
    [InlineData("Bucket", "-a-12345", false)]
    [InlineData("Bucket", "-12345", false)]
    [InlineData("Bucket", "a{-12345", false)]
    [InlineData("Bucket", "a-1234z", false)]
    [InlineData("Bucket", "12345", false)]
    [InlineData("Bucket", null, false)]
    [InlineData("Region", "ab-c", true)]
    [InlineData("Region", "a-bc", false)]
    [InlineData("Region", "ab-", false)]
    [InlineData("Region", "ab-cd-", false)]
    [InlineData("Region", "ab--c", false)]
    [InlineData("Region", "az-z09-0z", true)]
    [InlineData("Region", "ap-a-b-c", false)]
    [InlineData("Region", "a1-b", false)]
    [InlineData("Region", "beijing", false)]
    [InlineData("Region", "ap-{", false)]
    [InlineData("Region", "ap-1234567890123456789012345678901234567", true)]
    [InlineData("Region", "ap-12345678901234567890123456789012345678", false)]
    [InlineData("Region", null, false)]
    [InlineData("Domain", "a.b", true)]
    [InlineData("Domain", "AZ09az.aZ-z", true)]
    [InlineData("Domain", "a..b", false)]
    [InlineData("Domain", ".a", false)]
    [InlineData("Domain", "a.", false)]
    [InlineData("Domain", "-a", false)]
    [InlineData("Domain", "a-", false)]
    [InlineData("Domain", "a_b", false)]
    [InlineData("Domain", "a[", false)]
    [InlineData("Domain", "a@", false)]
    [InlineData("Domain", "a:", false)]
    [InlineData("Domain", "", false)]
    [InlineData("Domain", null, false)]
    [InlineData("JobId", "azAZ09-_=", true)]
    [InlineData("JobId", "a[", false)]
    [InlineData("JobId", "a{", false)]
    [InlineData("JobId", "a:", false)]
    [InlineData("JobId", "", false)]
    [InlineData("JobId", null, false)]
    [InlineData("Proxy", "http://p:1", true)]
    [InlineData("Proxy", "https://p", true)]
    [InlineData("Proxy", "ftp://p", false)]
    [InlineData("Proxy", "http://p/a", false)]
    [InlineData("Proxy", "http://p/?a", false)]
    [InlineData("Proxy", "http://p/#a", false)]
    [InlineData("Proxy", "p", false)]
    public void TheBoundsOfARule(string field, string? value, bool isValid)
    {
        Func<string?, object> check = field switch
        {
            "Bucket" => FieldRules.CheckBucket,
            "Region" => FieldRules.CheckRegion,
            "Domain" => FieldRules.CheckDomain,
            "Proxy" => static text => FieldRules.CheckProxy(new Uri(text!, UriKind.RelativeOrAbsolute)).OriginalString,
            _ => text => FieldRules.CheckId(field, text),
        };
        if (isValid)
        {
            Assert.Equal(value, check(value));
            return;
        }

        InvalidFieldException refused = Assert.Throws<InvalidFieldException>(() => check(value));
        Assert.Equal((field, value ?? ""), (refused.Field, refused.Value));
    }

    /// <summary>The lengths of names, ids, keys and domains.</summary>
    [Fact]
    public void TheLengthsOfARule()
    {
        Assert.Equal(128, FieldRules.CheckName(new string('n', 128)).Length);
        FieldRulesTests.Refused(
            "Name", static () => FieldRules.CheckName(new string('n', 129)), "it has 129 characters; a name has at most 128.");
        Assert.Equal(("Name", ""), Refused(static () => FieldRules.CheckName("")));
        Assert.Equal(("Name", ""), Refused(static () => FieldRules.CheckName(null)));
        Assert.Equal(("Name", "a\uD840"), Refused(static () => FieldRules.CheckName("a\uD840")));
        Assert.Equal("\uD840\uDC00", FieldRules.CheckName("\uD840\uDC00"));
        Assert.Equal(850, FieldRules.CheckKey("Object", new string('k', 850)).Length);
        FieldRulesTests.Refused(
            "Object",
            static () => FieldRules.CheckKey("Object", new string('k', 851)),
            "it has 851 bytes of UTF-8; a key has at most 850.");
        Assert.Equal(("Object", ""), Refused(static () => FieldRules.CheckKey("Object", null)));
        Assert.Equal(("Prefix", ""), Refused(static () => FieldRules.CheckKey("Prefix", null, mayBeEmpty: true)));
        Assert.Equal("", FieldRules.CheckKey("Prefix", "", mayBeEmpty: true));
        Assert.Contains("3", Assert.Throws<InvalidFieldException>(static () => FieldRules.CheckKey("Object", "a\U0001F600\n")).Message, StringComparison.Ordinal);
        Assert.Equal(253, FieldRules.CheckDomain(new string('a', 253)).Length);
        Assert.Equal("Domain", Refused(static () => FieldRules.CheckDomain(new string('a', 254))).Field);
        Assert.Equal(
            ("Proxy", "…@p"), Refused(static () => FieldRules.CheckProxy(new Uri("http://me:SECRET@p"))));
        Assert.Equal(("Proxy", ""), Refused(static () => FieldRules.CheckProxy(null)));

        static (string Field, string? Value) Refused(Func<object> check)
        {
            InvalidFieldException refused = Assert.Throws<InvalidFieldException>(check);
            return (refused.Field, refused.Value);
        }
    }
}
