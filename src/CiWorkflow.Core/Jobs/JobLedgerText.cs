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

    // An entry has short texts: a name, a key, ids. What is deeper or has more elements isn't one.
    private const int MostElements = 64;

    // Twice the longest timeout of a run and the longest lag of the list.
    private static readonly TimeSpan LongestPending = TimeSpan.FromDays(2) + TimeSpan.FromHours(1);

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
            xml.WriteElementString(nameof(entry.EntryKey), entry.EntryKey);
            if (entry.Details is { } details)
            {
                xml.WriteElementString(nameof(entry.Details), details);
            }

            xml.WriteEndElement();
        }

        return text.ToString();
    }

    /// <exception cref="LedgerException">It isn't an entry, or the answer is another entry's.</exception>
    public static JobLedgerEntry Read(string key, string text)
    {
        try
        {
            Dictionary<string, string> fields = ReadFields(text);
            if (fields.TryGetValue(nameof(JobLedgerEntry.EntryKey), out string? itsKey) && itsKey != key)
            {
                throw new LedgerException(
                    string.Format(CultureInfo.InvariantCulture, Messages.LedgerEntryOther, key, ShownText.Of(itsKey)));
            }

            return Read(key, fields) ?? throw Malformed(key, null);
        }
        catch (Exception malformed) when (malformed is not CiException)
        {
            throw Malformed(key, malformed);
        }
    }

    private static Dictionary<string, string> ReadFields(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        using XmlReader xml = XmlReader.Create(
            new StringReader(text),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true });
        xml.ReadStartElement(Root);
        for (int elements = 0; xml.NodeType == XmlNodeType.Element && elements < MostElements; elements++)
        {
            fields[xml.LocalName] = xml.ReadElementContentAsString();
        }

        xml.ReadEndElement();
        return fields;
    }

    /// <summary>The entry of these fields; null where one of them can't be an entry's.</summary>
    private static JobLedgerEntry? Read(string key, Dictionary<string, string> fields)
    {
        string Field(string name) => fields.TryGetValue(name, out string? value) ? value : "";
        string pendingText = Field(nameof(JobLedgerEntry.PendingUntil)).Trim();
        DateTimeOffset? pendingUntil = ServiceTime.Read(pendingText);
        string jobId = Field(nameof(JobLedgerEntry.JobId));
        if (!StateWords.TryRead(Field(nameof(JobLedgerEntry.State)), out LedgerState state)
            || ServiceTime.Read(Field(nameof(JobLedgerEntry.Asked))) is not { } asked || !ServiceTime.IsPlausible(asked)
            || (pendingText.Length > 0 && !(pendingUntil >= asked && pendingUntil - asked <= LongestPending))
            || (state == LedgerState.Created && !FieldRules.IsId(jobId)))
        {
            return null;
        }

        return new JobLedgerEntry(
            key,
            state,
            jobId,
            Field(nameof(JobLedgerEntry.Name)),
            Field(nameof(JobLedgerEntry.WorkflowIds)),
            Field(nameof(JobLedgerEntry.Input)),
            Field(nameof(JobLedgerEntry.TimeInterval)),
            asked,
            Field(nameof(JobLedgerEntry.By)),
            Field(nameof(JobLedgerEntry.Run)))
        {
            PendingUntil = pendingUntil,
            Details = fields.TryGetValue(nameof(JobLedgerEntry.Details), out string? details) ? details : null,
        };
    }

    private static LedgerException Malformed(string key, Exception? inner) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.LedgerMalformed, key), inner);
}
