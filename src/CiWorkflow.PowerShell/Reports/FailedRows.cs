using System;
using System.Collections.Generic;
using System.IO;
using CiWorkflow.Inputs;

namespace CiWorkflow.Reports;

/// <summary>
/// Takes the failed objects of a report: the first ones are kept to be shown. Where they are too many to show, or a CSV is wanted, all go
/// into one when the last job is read: only then is it known which of them ran again.
/// </summary>
internal sealed class FailedRows : IDisposable
{
    private readonly int _most;
    private readonly Func<ReportCsv> _open;
    private readonly List<(FailedObjects Of, ReportRow Row)> _kept = [];
    private readonly List<FailedObjects> _jobs = [];
    private Stream? _more;
    private BinaryWriter? _writer;
    private long _count;
    private ReportCsv? _csv;

    public FailedRows(int most, bool writesCsv, Func<ReportCsv> open)
    {
        _most = most;
        _open = open;
        _csv = writesCsv ? open() : null;
    }

    /// <summary>Takes a row.</summary>
    /// <param name="of">What failed in the job that it is of.</param>
    /// <param name="row">The row.</param>
    /// <param name="shown">The rows of that job that are shown.</param>
    public void Add(FailedObjects of, ReportRow row, List<ReportRow> shown)
    {
        if (_kept.Count < _most)
        {
            _kept.Add((of, row));
            shown.Add(row);
            return;
        }

        _csv ??= _open();
        _more ??= TemporaryFile.Create("report");
        _writer ??= new BinaryWriter(_more);
        if (_jobs.Count == 0 || _jobs[_jobs.Count - 1] != of)
        {
            _jobs.Add(of);
        }

        _writer.Write(_jobs.Count - 1);
        foreach (string text in new[] { row.Object, row.Code, row.Message, row.Task, row.RunId, row.WorkflowId })
        {
            _writer.Write(text);
        }

        _writer.Write(row.Started?.Ticks ?? -1);
        _writer.Write(row.Started?.Offset.Ticks ?? 0);
        _count++;
    }

    /// <summary>Writes the CSV where there is to be one, once all jobs are read.</summary>
    public void Complete()
    {
        if (_csv is null)
        {
            return;
        }

        foreach ((FailedObjects of, ReportRow row) in _kept)
        {
            Write(of, row);
        }

        if (_writer is not null)
        {
            _writer.Flush();
            _more!.Position = 0;
            var reader = new BinaryReader(_more);
            for (long i = 0; i < _count; i++)
            {
                FailedObjects of = _jobs[reader.ReadInt32()];
                var row = new ReportRow(
                    reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), null, reader.ReadString(),
                    reader.ReadString());
                long ticks = reader.ReadInt64();
                var offset = new TimeSpan(reader.ReadInt64());
                Write(of, ticks < 0 ? row : row with { Started = new DateTimeOffset(ticks, offset) });
            }
        }

        _csv.Dispose();
    }

    public void Dispose()
    {
        _csv?.Dispose();
        _writer?.Dispose();
    }

    private void Write(FailedObjects of, ReportRow row) => _csv!.Add(of.Job, row, of.LaterState(row.WorkflowId, row.Object) ?? "");
}
