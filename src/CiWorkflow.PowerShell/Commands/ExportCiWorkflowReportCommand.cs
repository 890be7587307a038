using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Background;
using CiWorkflow.Cmdlets;
using CiWorkflow.Jobs;
using CiWorkflow.Logging;
using CiWorkflow.Model;
using CiWorkflow.Reports;

namespace CiWorkflow.Commands;

/// <summary>Export-CiWorkflowReport: what became of jobs, as one HTML file, and the failed objects as CSV.</summary>
[Cmdlet(VerbsData.Export, "CiWorkflowReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo), typeof(Job))]
public sealed class ExportCiWorkflowReportCommand : SummaryCmdlet, ILogged
{
    private const int MostRows = 10_000;
    internal static int MostCompared { get; set; } = 100_000;

    private readonly List<(CiClient Client, JobsDetail Job)> _jobs = [];
    private string _path = "";
    private string _csvPath = "";
    private BackgroundCall? _background;

    /// <summary>The HTML file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Given]
    public string Path { get; set; } = "";

    /// <summary>The ids of the jobs; a job is taken for its id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("JobId")]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>Writes the failed objects as CSV too, beside the report. Where there are more than 10,000 that is done always.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Csv { get; set; }

    /// <summary>Leaves text in the CSV that a spreadsheet would run as a formula as it is.</summary>
    [Parameter]
    [Given]
    public SwitchParameter AllowFormula { get; set; }

    /// <summary>Overwrites files that exist.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the files that were written.</summary>
    [Parameter]
    [Given]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Runs as a job of PowerShell, which is given at once: see Get-Job, Receive-Job and Stop-Job.</summary>
    [Parameter]
    [Given]
    public SwitchParameter AsJob { get; set; }

    /// <summary>
    /// The file that a line of JSON is appended to for each item and its outcome: who, when, what, and the result. The context's when it
    /// isn't given.
    /// </summary>
    [Parameter]
    [Text("FullName")]
    public string? LogPath { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _background = MakeBackgroundCall(AsJob);
        try
        {
            _path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out ProviderInfo provider, out _);
            _background?.Replace(nameof(Path), _path);
            if (provider.Name != "FileSystem")
            {
                throw new IOException(provider.Name);
            }

            _csvPath = System.IO.Path.ChangeExtension(_path, ".csv");
            if (_csvPath == _path)
            {
                _csvPath += ".csv";
            }

            CheckNew(_path);
            if (Csv)
            {
                CheckNew(_csvPath);
            }

            if (!Directory.Exists(System.IO.Path.GetDirectoryName(_path)))
            {
                throw new DirectoryNotFoundException(new DirectoryNotFoundException().Message);
            }
        }
        catch (Exception failure) when (failure is not PipelineStoppedException)
        {
            CommandException shown = failure as CommandException ?? CannotWrite(failure);
            ThrowTerminatingError(ErrorRecords.TryMake(shown, () => Path)!);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_background is not null)
        {
            _background.Add();
            return;
        }

        ForEachJob(JobId, (client, job) =>
        {
            _jobs.Add((client, job));
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_background is not null)
        {
            WriteObject(_background.Start());
            return;
        }

        if (_jobs.Count == 0)
        {
            WriteWarning(CommandMessages.ReportNoJobs);
        }
        else if (ShouldProcess(Say(CommandMessages.ReportWriting, _jobs.Count, _path), null, null))
        {
            RunItem(() => Path, ExportAsync);
        }
    }

    private async Task ExportAsync()
    {
        Log?.Use(_jobs[0].Client);
        _jobs.Sort(static (a, b) => Nullable.Compare(a.Job.CreationTime, b.Job.CreationTime));
        using var file = new ReportFile(_path, Force);
        using var csvFile = new ReportFile(_csvPath, Force);
        try
        {
            using (var rows = new FailedRows(MostRows, Csv, () => OpenCsv(csvFile)))
            {
                List<ReportJob> jobs = await ReadAsync(rows);
                rows.Complete();
                string version = GetType().Assembly.GetName().Version.ToString(3);
                var head = new ReportHead(DateTimeOffset.Now, await MaskedAccountAsync(), version, System.IO.Path.GetFileName(_csvPath));
                using var html = new StreamWriter(file.TemporaryPath, append: false,
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
                ReportHtml.Write(html, head, jobs);
            }

            file.Complete();
            Log?.Write(Log.Entry(LogOutcome.Written) with
            {
                JobId = string.Join(",", _jobs.ConvertAll(static one => one.Job.JobId)),
                Item = _path,
            });
            WriteFile(file);
            if (File.Exists(csvFile.TemporaryPath))
            {
                csvFile.Complete();
                WriteFile(csvFile);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(failure);
        }
    }

    private async Task<List<ReportJob>> ReadAsync(FailedRows rows)
    {
        var jobs = new List<ReportJob>();
        var failedBefore = new List<FailedObjects>();
        int compared = 0;
        foreach ((CiClient client, JobsDetail job) in _jobs)
        {
            List<RetryComparison> retries = failedBefore
                .FindAll(before => before.Job.Bucket == job.Bucket && before.Job.Region == job.Region)
                .ConvertAll(static before => new RetryComparison(before));
            var shown = new List<ReportRow>();
            var failed = new FailedObjects(job);
            long recovered = 0;
            JobSummary summary = await SummariseAsync(client, job, page =>
            {
                foreach (WorkflowExecution execution in page)
                {
                    bool isRecovered = false;
                    retries.ForEach(retry => isRecovered |= retry.Add(execution));
                    recovered += isRecovered ? 1 : 0;
                    if (execution.State != ExecutionState.Failed)
                    {
                        continue;
                    }

                    rows.Add(failed, Row(execution), shown);

                    // Only where another job follows it can be compared with it; and only so many, for the memory's sake.
                    if (jobs.Count == _jobs.Count - 1)
                    {
                        continue;
                    }

                    if (compared < MostCompared)
                    {
                        compared += failed.Add(execution) ? 1 : 0;
                    }
                    else
                    {
                        failed.LeaveOut();
                    }
                }
            });
            var report = new ReportJob(summary, await FindWorkflowNameAsync(client, job), failed, recovered);
            report.Rows.AddRange(shown);
            report.Retries.AddRange(retries.FindAll(static retry => retry.Success + retry.Again > 0));
            jobs.Add(report);
            if (failed.Count > 0)
            {
                failedBefore.Add(failed);
            }

            if (failed.LeftOut > 0)
            {
                WriteWarning(ReportHtml.LeftOut(failed));
            }
        }

        return jobs;
    }

    private static ReportRow Row(WorkflowExecution execution)
    {
        ExecutionTask? task = JobSummarizer.FailedTaskOf(execution);
        return new ReportRow(execution.Object, task?.Code ?? "", task?.Message ?? "", task?.Name ?? "", execution.CreateTime,
            execution.RunId, execution.WorkflowId);
    }

    private async Task<string> FindWorkflowNameAsync(CiClient client, JobsDetail job)
    {
        try
        {
            return job.WorkflowIds.Length > 0
                && await client.ListWorkflows(JobOperation.SplitIds(job.WorkflowIds))
                    .NextAsync(cancellationToken: Cancellation) is { Count: 1 } page
                ? page[0].Name : "";
        }
        catch (Exception unknown) when (unknown is CiException or InvalidFieldException)
        {
            // The report has the id, and the right to read workflows isn't needed for it.
            WriteVerbose(unknown.Message);
            return "";
        }
    }

    private ReportCsv OpenCsv(ReportFile file)
    {
        CheckNew(file.Path);
        return new ReportCsv(file.TemporaryPath, AllowFormula);
    }

    private void WriteFile(ReportFile file)
    {
        if (PassThru)
        {
            WriteObject(new FileInfo(file.Path));
        }
    }

    private void CheckNew(string path)
    {
        if (!Force && File.Exists(path))
        {
            throw new CommandException("ReportExists", ErrorCategory.ResourceExists, Say(CommandMessages.ReportExists, path),
                CommandMessages.ReportExistsAdvice);
        }
    }

    private CommandException CannotWrite(Exception failure) =>
        new("ReportNotWritten", ErrorCategory.WriteError, Say(CommandMessages.ReportFolder, Path, failure.Message),
            CommandMessages.ReportFolderAdvice, failure);
}
