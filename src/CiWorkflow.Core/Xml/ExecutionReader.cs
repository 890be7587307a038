using System.Collections.Generic;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;WorkflowExecutionList&gt;</c> or a <c>&lt;WorkflowExecution&gt;</c>, which has the tasks too.</summary>
internal static class ExecutionReader
{
    public static WorkflowExecution Read(AnswerReader xml)
    {
        var tasks = new List<ExecutionTask>();
        WorkflowExecution run = xml.Children(
            new WorkflowExecution(),
            (made, name) =>
            {
                switch (name)
                {
                    case "RunId": return made with { RunId = xml.Word() };
                    case "WorkflowId": return made with { WorkflowId = xml.Word() };
                    case "WorkflowName" or "Name": return made with { WorkflowName = xml.Text() };
                    case "State": return made with { StateText = xml.Word() };
                    case "CreateTime" or "CreationTime": return made with { CreateTime = xml.Time() };
                    case "Object": return made with { Object = xml.Text() };
                    case "Topology": return made with { Topology = TopologyReader.Read(xml) };
                    case "Tasks": tasks.Add(TaskReader.Read(xml)); break;
                }

                return made;
            },
            static (made, unrecognized) => made with { Unrecognized = unrecognized });
        return tasks.Count == 0 ? run : run with { Tasks = tasks };
    }

    /// <summary>Reads the answer of one run.</summary>
    /// <exception cref="XmlException">It isn't XML, is cut off, or holds no WorkflowExecution with a RunId.</exception>
    public static WorkflowExecution ReadOne(byte[] body, int length, string requestId)
    {
        Page<WorkflowExecution> page = ListReader.Read(
            body, length, requestId, "WorkflowExecution", Read, static (run, id) => run with { RequestId = id, Tasks = run.Tasks ?? [] });
        return page.Items.Count > 0 && page.Items[0].RunId.Length > 0 ? page.Items[0] : throw new XmlException(Messages.NoRunInAnswer);
    }
}
