using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;QueueList&gt;</c> of a list, and the <c>&lt;Queue&gt;</c> that an update answers.</summary>
internal static class MediaQueueReader
{
    public static MediaQueue Read(AnswerReader xml) => xml.Children(
        new MediaQueue(),
        (queue, name) => name switch
        {
            "QueueId" => queue with { QueueId = xml.Word() },
            "Name" => queue with { Name = xml.Text() },
            "State" => queue with { State = xml.Word() },
            "MaxSize" => queue with { MaxSize = xml.Number() },
            "MaxConcurrent" => queue with { MaxConcurrent = xml.Number() },
            "Category" => queue with { Category = xml.Word() },
            "NotifyConfig" => queue with { NotifyConfig = ReadNotifyConfig(xml) },
            "CreateTime" => queue with { CreateTime = xml.Time() },
            "UpdateTime" => queue with { UpdateTime = xml.Time() },
            "BucketId" => Passed(xml, queue),
            _ => queue,
        },
        static (queue, unrecognized) => queue with { Unrecognized = unrecognized });

    private static MediaQueue Passed(AnswerReader xml, MediaQueue queue)
    {
        xml.Word();
        return queue;
    }

    private static QueueNotifyConfig ReadNotifyConfig(AnswerReader xml)
    {
        QueueNotifyConfig read = xml.Copy(
            () => xml.Children(
                new QueueNotifyConfig(),
                (notify, name) => name switch
                {
                    "State" => notify with { State = xml.Word() },
                    "Type" => notify with { Type = xml.Word() },
                    "Event" => notify with { Event = xml.Word() },
                    "Url" => notify with { Url = xml.Word() },
                    "ResultFormat" => notify with { ResultFormat = xml.Word() },
                    "MqMode" => notify with { MqMode = xml.Word() },
                    "MqRegion" => notify with { MqRegion = xml.Word() },
                    "MqName" => notify with { MqName = xml.Word() },
                    _ => notify,
                }),
            out string text);
        return read with { Xml = text };
    }
}
