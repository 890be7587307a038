using System;
using System.Linq;
using System.Text;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using CiWorkflow.Signing;
using CiWorkflow.Xml;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>Addresses and signatures of whatever text, and texts of many megabytes. The readers are <see cref="ForeignReaders"/>.</summary>
public sealed class ReaderFuzzTests
{
    /// <summary>A line of a UrlFile is an address or has a fault.</summary>
    [Theory]
    [Tiers(2_000, 20_000)]
    public void AnAddressOrAFault(int times) =>
        HostileInput.From("https://media-1250000000.cos.ap-beijing.myqcloud.com/a%20b/%E4%B8%AD.mp4?x=1#y").Sample(
            line => Assert.Equal(ObjectUrl.TryRead(line, out string fault) is null, fault.Length > 0),
            iter: HostileInput.Times(times));

    /// <summary>The signer signs whatever it is given, and every field of the header stays one field.</summary>
    [Theory]
    [Tiers(2_000, 20_000)]
    public void TheSignerSignsAnything(int times)
    {
        var signer = new RequestSigner(new CiCredential("AKIDexample", "key"));
        var window = new SigningWindow(1, 2);
        Gen<string> text = HostileInput.From("name", "x-cos-meta", "值=&;", "/a b/%2F");
        Gen.Select(text, text, text).Sample(
            (path, name, value) =>
            {
                string signed = signer.Sign(window, "GET", path, [new(name, value)], [new("Host", value), new("x-cos-" + name, value)]);
                Assert.Equal(7, signed.Split('&').Length);
                Assert.All(signed, c => Assert.InRange(c, '!', '~'));
            },
            iter: HostileInput.Times(times));
    }

    /// <summary>A long text node, and a hundred thousand small ones, take memory in proportion.</summary>
    [Theory(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    [Tiers(2_000_000, 100_000_000)]
    public void ALargeTextTakesMemoryInProportion(int length)
    {
        byte[] body = Encoding.UTF8.GetBytes("<Response><JobsDetail><JobId>j</JobId><Unknown>" + new string('x', length) + "</Unknown></JobsDetail></Response>");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("j", JobAnswerReader.ReadCreated(body, body.Length, "").JobId);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10L * body.Length);
        string pieces = string.Concat(Enumerable.Repeat("a<!---->", 100_000));
        byte[] many = Encoding.UTF8.GetBytes($"<Response><JobsDetail><JobId>j</JobId><Name>{pieces}</Name></JobsDetail></Response>");
        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(100_000, JobAnswerReader.ReadCreated(many, many.Length, "").Name.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20L * many.Length);
    }
}
