using System.IO;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using BenchmarkDotNet.Attributes;
using CiWorkflow.Model;
using CiWorkflow.Wire;

namespace CiWorkflow.Benchmarks;

/// <summary>Reading the answer of create, beside XmlReader passing over it and beside XDocument.</summary>
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    private readonly byte[] _answer = Encoding.UTF8.GetBytes("""
        <Response><RequestId>NjQ4</RequestId><JobsDetail><Code>Success</Code><Message/><Type>Workflow</Type><Name>demo</Name><JobId>b3deffea2f84911ec9cb15254008618d9</JobId><State>Running</State><CreationTime>2022-06-27T15:23:10+0800</CreationTime><StartTime>-</StartTime><EndTime>-</EndTime><Input><Prefix>input</Prefix></Input><Operation><TimeInterval><Start>2022-02-01T12:00:00+0800</Start><End>2022-05-01T12:00:00+0800</End></TimeInterval><WorkflowIds>w7476ff3564ee45b7b490d64bccaba6cc</WorkflowIds></Operation></JobsDetail></Response>
        """);

    /// <summary>XmlReader alone.</summary>
    [Benchmark(Baseline = true)]
    public int XmlReaderAlone()
    {
        using var xml = XmlReader.Create(new MemoryStream(_answer));
        int nodes = 0;
        while (xml.Read())
        {
            nodes++;
        }

        return nodes;
    }

    /// <summary>The batch as an object.</summary>
    [Benchmark]
    public JobsDetail JobsDetail() => JobAnswerReader.ReadCreated(_answer, _answer.Length, "");

    /// <summary>The document as objects, nothing of it read yet.</summary>
    [Benchmark]
    public XDocument WithXDocument() => XDocument.Load(new MemoryStream(_answer));
}
