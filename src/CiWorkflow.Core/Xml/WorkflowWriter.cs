using System.Text;
using System.Xml.Linq;

namespace CiWorkflow.Xml;

/// <summary>Writes the body of <c>POST /workflow</c> (page 创建工作流).</summary>
internal static class WorkflowWriter
{
    /// <param name="name">The workflow's name.</param>
    /// <param name="state">Active or Paused.</param>
    /// <param name="topology">The XML of its Topology.</param>
    public static byte[] Write(string name, string state, string topology)
    {
        var request = new XElement(
            "Request", new XElement("MediaWorkflow", new XElement("Name", name), new XElement("State", state), XElement.Parse(topology)));
        return Encoding.UTF8.GetBytes(request.ToString(SaveOptions.DisableFormatting));
    }
}
