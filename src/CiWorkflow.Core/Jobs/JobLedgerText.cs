using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>Writes the entries of a ledger as small XML texts, and reads them.</summary>
internal static class JobLedgerText
{
    private const string Root = "LedgerEntry";

    public static string Write(JobLedgerEntry entry)
    {
        var text = new StringBuilder();
        using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true }))
        {
            xml.WriteStartElement(Root);
            xml.WriteElementString(nameof(entry.State), entry.State.ToString());
            xml.WriteElementString(nameof(entry.JobId), entry.JobId);
            xml.WriteElementString(nameof(entry.Name), entry.Name);
            xml.WriteElementString(nameof(entry.WorkflowIds), entry.WorkflowIds);
            xml.WriteElementString(nameof(entry.Input), entry.Input);
            xml.WriteElementString(nameof(entry.TimeInterval), entry.TimeInterval);
            xml.WriteElementString(nameof(entry.Asked), ServiceTime.Format(entry.Asked));
            if (entry.PendingUntil is { } pendingUntil)
            {
                xml.WriteElementString(nameof(entry.PendingUntil), ServiceTime.Format(pendingUntil));
            }

            xml.WriteElementString(nameof(entry.By), entry.By);
            xml.WriteElementString(nameof(entry.Run), entry.Run);
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    /// <exception cref="LedgerException">It isn't an entry.</exception>
    public static JobLedgerEntry Read(string key, string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using XmlReader xml = XmlReader.Create(
                new StringReader(text),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true });
            xml.ReadStartElement(Root);
            while (xml.NodeType == XmlNodeType.Element)
            {
                fields[xml.LocalName] = xml.ReadElementContentAsString();
            }
        }
        catch (XmlException malformed)
        {
            throw Malformed(key, malformed);
        }

        string Field(string name) => fields.TryGetValue(name, out string? value) ? value : "";
        return Enum.TryParse(Field(nameof(JobLedgerEntry.State)), out LedgerState state)
            && ServiceTime.Read(Field(nameof(JobLedgerEntry.Asked))) is { } asked
            ? new JobLedgerEntry(
                key,
                state,
                Field(nameof(JobLedgerEntry.JobId)),
                Field(nameof(JobLedgerEntry.Name)),
                Field(nameof(JobLedgerEntry.WorkflowIds)),
                Field(nameof(JobLedgerEntry.Input)),
                Field(nameof(JobLedgerEntry.TimeInterval)),
                asked,
                Field(nameof(JobLedgerEntry.By)),
                Field(nameof(JobLedgerEntry.Run)))
            {
                PendingUntil = ServiceTime.Read(Field(nameof(JobLedgerEntry.PendingUntil))),
            }
            : throw Malformed(key, null);
    }

    private static LedgerException Malformed(string key, Exception? inner) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.LedgerMalformed, key), inner);
}
