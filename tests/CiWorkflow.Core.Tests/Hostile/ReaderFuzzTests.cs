using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Xml;
using CiWorkflow.Core.Tests.Xml;
using CiWorkflow.Credentials;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CiWorkflow.Signing;
using CiWorkflow.Xml;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>Whatever comes in, a reader returns a result or throws its documented exception, and nothing else.</summary>
public sealed class ReaderFuzzTests
{
    private const string Executions = """
        <Response><RequestId>r</RequestId><WorkflowExecutionList><RunId>i1</RunId><State>Failed</State><Object>https://b-1250000000.cos.ap-beijing.myqcloud.com/a%20b</Object><CreateTime>2022-08-09T14:54:17+08:00</CreateTime></WorkflowExecutionList><NextToken>t</NextToken></Response>
        """;

    private const string Execution = """
        <Response><WorkflowExecution><RunId>i1</RunId><Topology><Dependencies><Start>A,B</Start></Dependencies><Nodes><Start><Type>Start</Type></Start><A><Type>Transcode</Type></A></Nodes></Topology><Tasks><Name>A</Name><Code>c</Code><Message>m</Message><State>Failed</State></Tasks></WorkflowExecution></Response>
        """;

    private const string Error = "<?xml version='1.0'?><Error><Code>NoSuchBucket</Code><Message>m</Message><Resource>r</Resource><RequestId>i</RequestId><TraceId>t</TraceId></Error>";

    /// <summary>The answer of create, and of one job.</summary>
    [Theory]
    [Tiers(4_000, 40_000)]
    public void AJobOrAnXmlException(int times) =>
        HostileInput.BytesFrom(PageExample.Response, "<Response><NonExistJobId>b</NonExistJobId></Response>").Sample(
            body =>
            {
                Documented<XmlException>(() => JobAnswerReader.ReadCreated(body, body.Length, ""));
                Documented<XmlException>(() => JobAnswerReader.ReadOne(body, body.Length, ""));
            },
            iter: HostileInput.Times(times));

    /// <summary>A page of a list.</summary>
    [Theory]
    [Tiers(3_000, 30_000)]
    public void APageOrAnXmlException(int times) =>
        HostileInput.BytesFrom(PageExample.Response, Executions).Sample(
            body =>
            {
                Documented<XmlException>(() => ListReader.Read(body, body.Length, "", "JobsDetail", JobsDetailReader.Read, static (item, _) => item));
                Documented<XmlException>(() => ListReader.Read(body, body.Length, "", "WorkflowExecutionList", ExecutionReader.Read, static (item, _) => item));
            },
            iter: HostileInput.Times(times));

    /// <summary>One execution with its topology and its tasks.</summary>
    [Theory]
    [Tiers(3_000, 30_000)]
    public void AnExecutionOrAnXmlException(int times) =>
        HostileInput.BytesFrom(Execution).Sample(
            body => Documented<XmlException>(() => ExecutionReader.ReadOne(body, body.Length, "")),
            iter: HostileInput.Times(times));

    /// <summary>An error body never throws: the status says enough.</summary>
    [Theory]
    [Tiers(3_000, 30_000)]
    public void AnErrorBodyNeverThrows(int times) =>
        HostileInput.BytesFrom(Error, "<html><body>Bad gateway</body></html>").Sample(body => { ErrorReader.Read(body, body.Length); }, iter: HostileInput.Times(times));

    /// <summary>The files of keys.</summary>
    [Theory]
    [Tiers(3_000, 30_000)]
    public void KeysOrACredentialException(int times)
    {
        HostileInput.From("[default]\nsecret_id = AKIDx\nsecret_key = k\ntoken=t\n[prod]\nsecret_id=a\n").Sample(
            text => Documented<CredentialException>(() => CredentialIni.Read(text, "file", "default")),
            iter: HostileInput.Times(times));
        HostileInput.From("""{ "secretId": "AKIDx", "secretKey": "k", "token": "t", "list": [1, {"a": null}], "ExpiredTime": 1755541017 }""").Sample(
            text => Documented<CredentialException>(() => CredentialJson.Read(text, "file", CredentialJson.Metadata)),
            iter: HostileInput.Times(times));
    }

    /// <summary>A page of objects, a line of a UrlFile, a row of a report.</summary>
    [Theory]
    [Tiers(2_000, 20_000)]
    public void ObjectsOrTheDocumentedException(int times)
    {
        HostileInput.BytesFrom("<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>b</NextMarker><Contents><Key>a</Key><Size>1</Size><LastModified>2022-02-01T04:00:00.000Z</LastModified></Contents><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes></ListBucketResult>").Sample(
            body => Documented<XmlException>(() => ObjectListReader.Read(body, body.Length)),
            iter: HostileInput.Times(times));
        HostileInput.From("https://media-1250000000.cos.ap-beijing.myqcloud.com/a%20b/%E4%B8%AD.mp4?x=1#y").Sample(
            line => Assert.Equal(ObjectUrl.TryRead(line, out string fault) is null, fault.Length > 0),
            iter: HostileInput.Times(times));
        var fields = new List<string>();
        HostileInput.From("\"1250000000\",\"media\",\"a%20b,c\",5,2022-02-01T04:00:00.000Z,\"\"\"etag\"\"\",STANDARD").Sample(
            line => { _ = CsvLine.Split(line, fields); },
            threads: 1,
            iter: HostileInput.Times(times));
    }

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

    private static void Documented<TException>(Action read)
        where TException : Exception
    {
        try
        {
            read();
        }
        catch (TException)
        {
            // As documented.
        }
    }
}
