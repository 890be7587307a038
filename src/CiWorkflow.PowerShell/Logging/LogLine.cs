using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Reflection;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Logging;

/// <summary>Writes an entry as one line of JSON. Each line has every member, so that the rows of a file are of one shape.</summary>
internal static class LogLine
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
    private static readonly int ProcessId = CurrentProcessId();

    private static readonly string Version =
        typeof(LogLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The line, with its end, as UTF-8.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="command">The command that it is of.</param>
    /// <param name="time">When the outcome was known.</param>
    public static byte[] Write(LogEntry entry, string command, DateTimeOffset time)
    {
        using var line = new MemoryStream();
        using (XmlDictionaryWriter json = JsonReaderWriterFactory.CreateJsonWriter(line, Utf8, ownsStream: false))
        {
            json.WriteStartElement("root");
            json.WriteAttributeString("type", "object");
            Text(json, "Time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            Text(json, "Command", command);
            Text(json, nameof(entry.Outcome), entry.Outcome.ToString());
            Text(json, nameof(entry.Bucket), entry.Bucket);
            Text(json, nameof(entry.Region), entry.Region);
            Text(json, nameof(entry.Name), entry.Name);
            Text(json, nameof(entry.Item), entry.Item);
            Text(json, nameof(entry.Input), entry.Input);
            Text(json, nameof(entry.TimeInterval), entry.TimeInterval?.ToString());
            Text(json, nameof(entry.WorkflowIds), entry.WorkflowIds);
            Text(json, nameof(entry.Operation), entry.Operation);
            Text(json, nameof(entry.JobId), entry.JobId);
            Text(json, nameof(entry.RunId), entry.RunId);
            Text(json, nameof(entry.State), entry.State);
            Counts(json, entry.Executions);
            Number(json, nameof(entry.Count), entry.Count);
            Text(json, nameof(entry.ErrorId), entry.ErrorId);
            Text(json, nameof(entry.Message), entry.Message);
            Text(json, nameof(entry.RequestId), entry.RequestId);
            Number(json, "DurationSec", entry.Duration is { } duration ? Math.Round(duration.TotalSeconds, 3) : null);
            Text(json, "User", Environment.UserName);
            Text(json, "Host", Environment.MachineName);
            Number(json, nameof(ProcessId), ProcessId);
            Text(json, nameof(entry.SecretId), entry.SecretId);
            Text(json, nameof(Version), Version);
            json.WriteEndElement();
        }

        // JSON's own escapes: a reader of JSON finds the exact text, and a terminal that shows the file obeys none of it.
        return Utf8.GetBytes(ShownText.Line(Utf8.GetString(line.ToArray())) + "\n");
    }

    private static void Text(XmlDictionaryWriter json, string name, string? value)
    {
        json.WriteStartElement(name);
        json.WriteAttributeString("type", value is null or "" ? "null" : "string");
        if (value is not (null or ""))
        {
            json.WriteString(Redaction.Redact(value));
        }

        json.WriteEndElement();
    }

    private static void Number(XmlDictionaryWriter json, string name, double? value)
    {
        json.WriteStartElement(name);
        json.WriteAttributeString("type", value is null ? "null" : "number");
        if (value is { } number)
        {
            json.WriteString(number.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndElement();
    }

    private static void Counts(XmlDictionaryWriter json, ExecutionCount? count)
    {
        json.WriteStartElement(nameof(LogEntry.Executions));
        json.WriteAttributeString("type", count is null ? "null" : "object");
        if (count is not null)
        {
            Number(json, nameof(count.Total), count.Total);
            Number(json, nameof(count.Success), count.Success);
            Number(json, nameof(count.Failed), count.Failed);
            Number(json, nameof(count.Cancel), count.Cancel);
            Number(json, nameof(count.Open), count.Open);
        }

        json.WriteEndElement();
    }

    private static int CurrentProcessId()
    {
        using var process = Process.GetCurrentProcess();
        return process.Id;
    }
}
