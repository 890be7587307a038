using System;
using System.Globalization;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;JobsDetail&gt;</c>: its nodes in any order, what is not known passed over.</summary>
internal static class JobsDetailReader
{
    public static JobsDetail Read(XmlReader xml)
    {
        var job = new JobsDetail();
        if (!AnswerXml.Enter(xml))
        {
            return job;
        }

        while (AnswerXml.NextChild(xml))
        {
            switch (xml.LocalName)
            {
                case "Code": job.Code = AnswerXml.Word(xml); break;
                case "Message": job.Message = AnswerXml.Text(xml); break;
                case "Type": job.Type = AnswerXml.Word(xml); break;
                case "Name": job.Name = AnswerXml.Text(xml); break;
                case "JobId": job.JobId = AnswerXml.Word(xml); break;
                case "State":
                    job.StateText = AnswerXml.Word(xml);
                    job.State = StateOf(job.StateText);
                    break;
                case "CreationTime": job.CreationTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                case "StartTime": job.StartTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                case "EndTime": job.EndTime = ServiceTime.Read(AnswerXml.Text(xml)); break;
                case "Progress": job.Progress = int.TryParse(AnswerXml.Word(xml), NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent <= 100 ? percent : null; break;
                case "Input": ReadInput(xml, job.Input); break;
                case "Operation": ReadOperation(xml, job.Operation); break;
                default: AnswerXml.Skip(xml); break;
            }
        }

        return job;
    }

    private static void ReadInput(XmlReader xml, JobInput input)
    {
        if (!AnswerXml.Enter(xml))
        {
            return;
        }

        while (AnswerXml.NextChild(xml))
        {
            switch (xml.LocalName)
            {
                case "Manifest": input.Manifest = AnswerXml.Text(xml); break;
                case "UrlFile": input.UrlFile = AnswerXml.Text(xml); break;
                case "Prefix": input.Prefix = AnswerXml.Text(xml); break;
                case "Object": input.Object = AnswerXml.Text(xml); break;
                default: AnswerXml.Skip(xml); break;
            }
        }
    }

    private static void ReadOperation(XmlReader xml, JobOperation operation)
    {
        if (!AnswerXml.Enter(xml))
        {
            return;
        }

        while (AnswerXml.NextChild(xml))
        {
            switch (xml.LocalName)
            {
                case "TimeInterval": operation.TimeInterval = ReadInterval(xml); break;
                case "WorkflowIds":
                    string id = AnswerXml.Word(xml);
                    operation.WorkflowIds = operation.WorkflowIds.Length == 0 ? id : operation.WorkflowIds + "," + id;
                    break;
                default: AnswerXml.Skip(xml); break;
            }
        }
    }

    private static CiTimeInterval? ReadInterval(XmlReader xml)
    {
        DateTimeOffset? start = null;
        DateTimeOffset? end = null;
        if (AnswerXml.Enter(xml))
        {
            while (AnswerXml.NextChild(xml))
            {
                switch (xml.LocalName)
                {
                    case "Start": start = ServiceTime.Read(AnswerXml.Text(xml)); break;
                    case "End": end = ServiceTime.Read(AnswerXml.Text(xml)); break;
                    default: AnswerXml.Skip(xml); break;
                }
            }
        }

        return start is null && end is null ? null : new CiTimeInterval(start, end, asAnswered: true);
    }

    private static JobState StateOf(string word) => word switch
    {
        "Submitted" => JobState.Submitted,
        "Running" => JobState.Running,
        "Success" => JobState.Success,
        "Failed" => JobState.Failed,
        "Pause" => JobState.Pause,
        "Cancel" => JobState.Cancel,
        _ => JobState.Unknown,
    };
}
