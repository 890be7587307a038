
namespace CiWorkflow.Core.Tests.Xml;

/// <summary>The example of the service's own page (460, inventorytriggerjob), as it stands there.</summary>
internal static class PageExample
{
    public const string Request = """
        <Request>
        <Name>demo</Name>
        <Type>Workflow</Type>
        <Input>
        <Prefix>input</Prefix>
        </Input>
        <Operation>
        <TimeInterval>
        <Start>2022-02-01T12:00:00+0800</Start>
        <End>2022-05-01T12:00:00+0800</End>
        </TimeInterval>
        <WorkflowIds>w7476ff3564ee45b7b490d64bccaba6cc</WorkflowIds>
        </Operation>
        </Request>
        """;

    public const string Response = """
        <Response>
        <JobsDetail>
        <Code>Success</Code>
        <Message/>
        <Type>Workflow</Type>
        <Name>demo</Name>
        <JobId>b3deffea2f84911ec9cb15254008618d9</JobId>
        <State>Running</State>
        <CreationTime>2022-06-27T15:23:10+0800</CreationTime>
        <StartTime>-</StartTime>
        <EndTime>-</EndTime>
        <Input>
        <Prefix>input</Prefix>
        </Input>
        <Operation>
        <TimeInterval>
        <Start>2022-02-01T12:00:00+0800</Start>
        <End>2022-05-01T12:00:00+0800</End>
        </TimeInterval>
        <WorkflowIds>w7476ff3564ee45b7b490d64bccaba6cc</WorkflowIds>
        </Operation>
        </JobsDetail>
        </Response>
        """;
}
