using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;MediaWorkflowList&gt;</c>.</summary>
internal static class MediaWorkflowReader
{
    public static MediaWorkflow Read(AnswerReader xml) => xml.Children(
        new MediaWorkflow(),
        (workflow, name) => name switch
        {
            "Name" => workflow with { Name = xml.Text() },
            "WorkflowId" => workflow with { WorkflowId = xml.Word() },
            "State" => workflow with { State = xml.Word() },
            "CreateTime" or "CreationTime" => workflow with { CreateTime = xml.Time() },
            "UpdateTime" => workflow with { UpdateTime = xml.Time() },
            "BucketId" => workflow with { BucketId = xml.Word() },
            "Topology" => workflow with { Topology = TopologyReader.Read(xml) },
            _ => workflow,
        },
        static (workflow, unrecognized) => workflow with { Unrecognized = unrecognized });
}
