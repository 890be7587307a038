using System;
using CiWorkflow.Core.Tests.Hostile;
using CiWorkflow.Model;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>What is logged, and what becomes part of a message, holds no secret.</summary>
public sealed class RedactionTests
{
    /// <summary>Wherever a secret may stand, it is masked. Each text has it as SECRET.</summary>
    [Theory]
    [InlineData("<Error><Code>SignatureDoesNotMatch</Code><StringToSign>sha1\n1;2\nSECRET</StringToSign></Error>")]
    [InlineData("<FormatString>put\n/k\n\nhost=b&amp;x-cos-security-token=SECRET\n</FormatString>")]
    [InlineData("<FormatString>get\n/\n\nx-ci-security-token=SECRET\n")]
    [InlineData("<Authorization>q-sign-algorithm=sha1&amp;q-ak=SECRET</Authorization>")]
    [InlineData("<AccessKeyId>SECRET</AccessKeyId>")]
    [InlineData("<c:SecurityToken a=\"1\">SECRET</c:SecurityToken>")]
    [InlineData("<MySecretValue>SECRET")]
    [InlineData("<Credentials><a>SECRET</a></Credentials>")]
    [InlineData("Authorization: q-sign-algorithm=sha1&q-ak=SECRET&q-signature=SECRET")]
    [InlineData("Proxy-Authorization: Basic SECRET")]
    [InlineData("x-cos-security-token: SECRET")]
    [InlineData("x-ci-security-token:SECRET")]
    [InlineData("q-sign-time=1;2&q-signature=SECRET&q-key-time=1;2")]
    [InlineData("{\"TmpSecretKey\": \"SECRET\", \"Token\":\"SEC\\\"SECRET\"}")]
    [InlineData("{\"token\":\"SECRET")]
    [InlineData("https://user:SECRET@host.example.com/a")]
    [InlineData("https://SECRET@host.example.com/a")]
    [InlineData("https://user:SEC/SECRET@host.example.com/a")]
    [InlineData("https://user:SEC?SECRET@host.example.com/a")]
    [InlineData("https://host.example.com/a?b=SECRET#c")]
    [InlineData("https://host.example.com/a#SECRET")]
    [InlineData("https://host.example.com/a?b='SECRET'")]
    [InlineData("https://host.example.com/a?b=\"SECRET\"&c=1")]
    [InlineData("{\"url\":\"https:\\/\\/user:SECRET@host.example.com\\/a?b=SECRET\"}")]
    [InlineData("https%3A%2F%2Fuser%3ASECRET%40host.example.com%2Fa%3Fb%3DSECRET")]
    [InlineData("https%253A%252F%252Fhost.example.com%252Fa%253Fb%253DSECRET")]
    [InlineData("https%3A%2F%2Fuser@corp%3ASECRET%40host.example.com%2Fa")]
    [InlineData("https%3A%2F%2Fuser%40corp:SEC/SECRET@host.example.com%2Fa")]
    [InlineData("https%253A%252F%252Fuser%253ASECRET%2540host.example.com%252Fa")]
    [InlineData("user:SECRET@host.example.com/a")]
    [InlineData("host.example.com/hook?b=SECRET")]
    [InlineData("host.example.com:8443?b=SECRET")]
    [InlineData("SecretKey: SECRET")]
    [InlineData("secret_key = SECRET, and more")]
    [InlineData("token=SECRET expired")]
    [InlineData("Bearer SECRET")]
    [InlineData("Basic SECRET1234")]
    [InlineData("\"token\":'SECRET'")]
    [InlineData("{\\\"token\\\":\\\"SECRET\\\"}")]
    [InlineData("{'sessionToken' : 'SECRET'}")]
    [InlineData("x-ci-security-token%3DSECRET%2B%2F%3D%26a%3Db")]
    [InlineData("x-ci-security-token%253DSECRET")]
    [InlineData("The secret id 'SECRET' is disabled")]
    [InlineData("Token \"SECRET\" is invalid.")]
    [InlineData("token eySECRET0123456789 expired")]
    public void ASecretIsMasked(string text)
    {
        string redacted = Redaction.Redact(text);
        Assert.DoesNotContain("SECRET", redacted.Replace("SecretKey", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("***", redacted, StringComparison.Ordinal);
    }

    /// <summary>A path of any length doesn't hide the query behind it.</summary>
    [Fact]
    public void ALongPathHidesNothing() =>
        Assert.DoesNotContain("SECRET", Redaction.Redact("https://host.example.com/" + new string('a', 100_000) + "?b=SECRET"), StringComparison.Ordinal);

    /// <summary>
    /// The values of the keys are masked wherever they stand, in whatever encoding, though nothing near them speaks of a secret.
    /// </summary>
    [Theory]
    [InlineData("AKIDabc/+=\"<&'12 is disabled")]
    [InlineData("it says AKIDabc%2F%2B%3D%22%3C%26%2712!")]
    [InlineData("it says %41KIDabc%252f%252b%253D%2522%253C%2526%252712!")]
    [InlineData("<a>AKIDabc/+=&quot;&lt;&amp;&apos;12</a>")]
    [InlineData("<a>AKIDabc&#x2F;&#43;=&#34;&amp;lt;&amp;amp;&#39;12</a>")]
    [InlineData("{\"a\":\"AKIDabc\\/\\u002b=\\\"\\u003c&'12\"}")]
    [InlineData("%AKIDabc/+=\"<&'12")]
    public void AValueIsMaskedInEveryEncoding(string text)
    {
        string redacted = Redaction.Redact(text, ["AKIDabc/+=\"<&'12", "AKID"]);
        Assert.Contains("***", redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("KID", redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("12", redacted, StringComparison.Ordinal);
    }

    /// <summary>
    /// Text of whatever shape is looked at in proportion to its length: twice the text, twice the looks.
    /// </summary>
    [Theory]
    [InlineData("x-token-")]
    [InlineData("a-")]
    [InlineData("<token>")]
    [InlineData("<token></tokens>")]
    [InlineData("<token a=")]
    [InlineData("a.b/,")]
    [InlineData("a=b;c:d,")]
    [InlineData("https://")]
    [InlineData("https%3A%2F%2F")]
    [InlineData("%25")]
    [InlineData("\"token\":\"\\")]
    [InlineData("token ")]
    [InlineData("token id ")]
    [InlineData("token%3D%2")]
    [InlineData("&amp;")]
    [InlineData("\\")]
    [InlineData("AKIDAKIDAKI")]
    [InlineData("u:p@")]
    public void TheTimeGrowsWithTheText(string piece)
    {
        string[] values = [string.Concat(System.Linq.Enumerable.Repeat("AKID", 64)) + "X"];
        long Reads(int times)
        {
            Redaction.Redact(string.Concat(System.Linq.Enumerable.Repeat(piece, times)), values, out long reads);
            return reads;
        }

        long half = Reads(4_000);
        Assert.InRange(half, 1, 4_000L * piece.Length * 60);
        Assert.InRange(Reads(8_000), half, half * 21 / 10);
    }

    /// <summary>What a person needs to find the fault stays.</summary>
    [Theory]
    [InlineData("<Code>InvalidToken</Code><Message>The Token you provided is invalid.</Message><RequestId>N2E=</RequestId>")]
    [InlineData("<NextToken>abc</NextToken><Name>token-rotation</Name>")]
    [InlineData("https://media-1250000000.cos.ap-beijing.myqcloud.com/a@b.mp4")]
    [InlineData("https://127.0.0.1:8080/a https://[::1]:8080/b")]
    [InlineData("Is it plain? yes: 12:30")]
    [InlineData("The signature: see page 436/7778.")]
    [InlineData("The token has expired; ask for another token: the old one isn't valid.")]
    [InlineData("Basic information about credentials")]
    [InlineData("clip-of-a-token.mp4 and secret/clip 1.mp4")]
    public void WhatIsNoSecretStays(string text) => Assert.Equal(text, Redaction.Redact(text));

    /// <summary>Any text can be redacted.</summary>
    [Theory]
    [Tiers(2_000, 20_000)]
    public void AnyTextCanBeRedacted(int times) =>
        HostileInput.From("<CallBack>https://u:p@h.example.com/a?b=c</CallBack>").Sample(text => { Redaction.Redact(text); }, iter: HostileInput.Times(times));
}
