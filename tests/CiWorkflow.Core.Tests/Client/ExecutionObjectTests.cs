using System;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Inputs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Client;

/// <summary>The object of an execution, which the documents show as a key (460/45949) and as a URL (436/80046).</summary>
public sealed class ExecutionObjectTests
{
    private const string Ours = "https://examplebucket-1250000000.cos.ap-chongqing.myqcloud.com/in/a%20b.mp4";

    /// <summary>Only a URL of the client's own bucket and region is a key, in a list as in a single answer.</summary>
    [Theory]
    [InlineData(Ours, "in/a b.mp4")]
    [InlineData("https://examplebucket-1250000000.cos.ap-beijing.myqcloud.com/in/a.mp4", "https://examplebucket-1250000000.cos.ap-beijing.myqcloud.com/in/a.mp4")]
    [InlineData(null, "https://elsewhere-1999999999.cos.ap-beijing.myqcloud.com/in/one.mp4")]
    public async Task AnotherBucketsObjectIsNoKeyOfThisOne(string? shown, string expected)
    {
        const string Elsewhere = "https://elsewhere-1999999999.cos.ap-beijing.myqcloud.com/in/one.mp4";
        string list = Encoding.UTF8.GetString(InputFixture.File("60-execution-of-another-bucket.xml"));
        list = list.Replace(Elsewhere, shown ?? Elsewhere, StringComparison.Ordinal);
        string one = list.Replace("WorkflowExecutionList>", "WorkflowExecution>", StringComparison.Ordinal);
        using var service = new CannedService(list, one);
        CiClient client = service.Client;
        WorkflowExecution listed = Assert.Single((await client.ListExecutions(
            new ExecutionQuery("w00000000000000000000000000000040")).NextAsync(cancellationToken: TestContext.Current.CancellationToken))!);
        Assert.Equal(expected, listed.Object);
        WorkflowExecution read = (await client.GetExecutionAsync(listed.RunId, TestContext.Current.CancellationToken))!;
        Assert.Equal((expected, "examplebucket-1250000000"), (read.Object, read.Bucket));
    }
}
