using System.Text;
using System.Xml.Linq;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Writes the body of <c>PUT /queue/&lt;id&gt;</c>, in which everything must be written back (page 更新媒体处理队列).</summary>
internal static class QueueWriter
{
    public static byte[] Write(MediaQueue queue)
    {
        var request = new XElement(
            "Request",
            new XElement("Name", queue.Name),
            new XElement("QueueID", queue.QueueId),
            new XElement("State", queue.State),
            NotifyConfig(queue.NotifyConfig ?? new QueueNotifyConfig { State = "Off" }));
        return Encoding.UTF8.GetBytes(request.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>
    /// What the service wrote, with the known nodes as they are now: a node that this version doesn't know goes back as it came.
    /// </summary>
    private static XElement NotifyConfig(QueueNotifyConfig notify)
    {
        XElement element = notify.Xml.Length > 0 ? XElement.Parse(notify.Xml) : new XElement("NotifyConfig");
        foreach ((string name, string value) in new[]
        {
            ("State", notify.State), ("Type", notify.Type), ("Event", notify.Event), ("Url", notify.Url), (
                "ResultFormat", notify.ResultFormat),
            ("MqMode", notify.MqMode), ("MqRegion", notify.MqRegion), ("MqName", notify.MqName),
        })
        {
            element.SetElementValue(name, value.Length > 0 ? value : null);
        }

        return element;
    }
}
