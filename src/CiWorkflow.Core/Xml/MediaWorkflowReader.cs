using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;MediaWorkflowList&gt;</c>.</summary>
internal static class MediaWorkflowReader
{
    public static MediaWorkflow Read(XmlReader xml)
    {
        var workflow = new MediaWorkflow();
        if (!AnswerXml.Enter(xml))
        {
            return workflow;
        }

        while (AnswerXml.NextChild(xml))
        {
            switch (xml.LocalName)
            {
                case "Name": workflow.Name = AnswerXml.Text(xml); break;
                case "WorkflowId": workflow.WorkflowId = AnswerXml.Word(xml); break;
                case "State": workflow.State = AnswerXml.Word(xml); break;
                case "CreateTime" or "CreationTime": workflow.CreateTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                case "UpdateTime": workflow.UpdateTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                case "Topology": workflow.Topology = TopologyReader.Read(xml); break;
                default: AnswerXml.Skip(xml); break;
            }
        }

        return workflow;
    }
}
