using System;
using System.Globalization;
using System.IO;
using System.Text;
using CiWorkflow.Model;

namespace CiWorkflow.Reports;

/// <summary>Writes failed objects as CSV (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read it as such).</summary>
internal sealed class ReportCsv : IDisposable
{
    private readonly StreamWriter _writer;
    private readonly bool _allowFormula;

    /// <param name="path">The file to write.</param>
    /// <param name="allowFormula">Leaves text that a spreadsheet would run as a formula as it is.</param>
    public ReportCsv(string path, bool allowFormula)
    {
        _writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        _allowFormula = allowFormula;
        _writer.Write("Object,Code,Message,Task,CreateTime,RunId,JobId,JobName,WorkflowId,Bucket,Region,LaterState\r\n");
    }

    /// <summary>Writes a row.</summary>
    /// <param name="job">The job that the object failed in.</param>
    /// <param name="row">The object.</param>
    /// <param name="laterState">What became of it in a later job of the report; empty where it is in none.</param>
    public void Add(JobsDetail job, ReportRow row, string laterState)
    {
        string time = row.Started?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) ?? "";
        string[] cells = [row.Object, row.Code, row.Message, row.Task, time, row.RunId, job.JobId, job.Name, job.WorkflowIds, job.Bucket,
            job.Region, laterState];
        for (int i = 0; i < cells.Length; i++)
        {
            _writer.Write(i == 0 ? "\"" : ",\"");
            _writer.Write(Cell(cells[i]));
            _writer.Write('"');
        }

        _writer.Write("\r\n");
    }

    public void Dispose() => _writer.Dispose();

    private string Cell(string text)
    {
        string cell = text.Replace("\"", "\"\"");
        return _allowFormula ? cell : WithoutFormula(cell);
    }

    // What a spreadsheet takes for a formula: it would run what somebody named an object. Where Excel splits a line at semicolons, quotes
    // around a cell mean nothing to it, and each part of the cell is one of its own.
    private static string WithoutFormula(string cell)
    {
        var safe = new StringBuilder(cell.Length);
        bool isStart = true;
        foreach (char c in cell)
        {
            if (isStart && c is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20')
            {
                safe.Append('\'');
                isStart = false;
            }

            safe.Append(c);
            bool isSeparator = c is ';' or '|' or '\t' or '\r' or '\n';
            isStart = isSeparator || (isStart && c is '"' or ' ');
        }

        return safe.ToString();
    }
}
