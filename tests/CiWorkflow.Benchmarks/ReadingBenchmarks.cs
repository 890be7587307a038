using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using BenchmarkDotNet.Attributes;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Benchmarks;

/// <summary>Reading a page of a list of one job or of a hundred, beside XmlReader passing over it and beside XDocument.</summary>
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    private const string Job = """
        <JobsDetail><Code>Success</Code><Message/><Type>Workflow</Type><Name>demo</Name><JobId>b3deffea2f84911ec9cb15254008618d9</JobId><State>Running</State><CreationTime>2022-06-27T15:23:10+0800</CreationTime><StartTime>-</StartTime><EndTime>-</EndTime><Input><Prefix>input</Prefix></Input><Operation><TimeInterval><Start>2022-02-01T12:00:00+0800</Start><End>2022-05-01T12:00:00+0800</End></TimeInterval><WorkflowIds>w7476ff3564ee45b7b490d64bccaba6cc</WorkflowIds></Operation></JobsDetail>
        """;

    private byte[] _answer = [];

    /// <summary>How many jobs the answer brings.</summary>
    [Params(1, 100)]
    public int Jobs { get; set; }

    /// <summary>Writes the answer.</summary>
    [GlobalSetup]
    public void Setup() => _answer = Encoding.UTF8.GetBytes("<Response><RequestId>NjQ4</RequestId>" + string.Concat(Enumerable.Repeat(Job, Jobs)) + "<NextToken/></Response>");

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

    /// <summary>The jobs as objects.</summary>
    [Benchmark]
    public IReadOnlyList<JobsDetail> JobsDetails() =>
        ListReader.Read(_answer, _answer.Length, "", "JobsDetail", JobsDetailReader.Read, static (job, id) => job with { RequestId = id }).Items;

    /// <summary>The document as objects, nothing of it read yet.</summary>
    [Benchmark]
    public XDocument WithXDocument() => XDocument.Load(new MemoryStream(_answer));
}
