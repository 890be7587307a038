using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Reports;

/// <summary>
/// Takes the failed objects of a report: the first ones are kept to be shown, and all go into a CSV where one is wanted or they are too
/// many to show.
/// </summary>
internal sealed class FailedRows : IDisposable
{
    private readonly int _most;
    private readonly Func<ReportCsv> _open;
    private readonly List<(JobsDetail Job, ReportRow Row)> _shown = [];
    private ReportCsv? _csv;

    public FailedRows(int most, bool writesCsv, Func<ReportCsv> open)
    {
        _most = most;
        _open = open;
        _csv = writesCsv ? open() : null;
    }

    /// <summary>Takes a row.</summary>
    /// <param name="job">The job that it is of.</param>
    /// <param name="row">The row.</param>
    /// <param name="shown">The rows of that job that are shown.</param>
    public void Add(JobsDetail job, ReportRow row, List<ReportRow> shown)
    {
        if (_shown.Count < _most)
        {
            _shown.Add((job, row));
            shown.Add(row);
        }
        else if (_csv is null)
        {
            _csv = _open();
            foreach ((JobsDetail before, ReportRow first) in _shown)
            {
                _csv.Add(before, first);
            }
        }

        _csv?.Add(job, row);
    }

    public void Dispose() => _csv?.Dispose();
}
