using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Logging;
using CiWorkflow.Model;
using JobState = CiWorkflow.Model.JobState;

namespace CiWorkflow.Commands;

/// <summary>Stop-CiWorkflowJob: cancels jobs. What has run is paid for all the same.</summary>
[Cmdlet(VerbsLifecycle.Stop, "CiWorkflowJob", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(JobsDetail))]
public sealed class StopCiWorkflowJobCommand : LoggedCmdlet
{
    private readonly HashSet<(string Bucket, string Region, string JobId)> _seen = [];

    /// <summary>The ids of the jobs; a job is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("JobId")]
    [ArgumentCompleter(typeof(Completion.JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>Returns the job as it is afterwards.</summary>
    [Parameter]
    [Given]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in JobId)
        {
            RunItem(() => id, () => StopAsync(id));
        }
    }

    private async Task StopAsync(string id)
    {
        CiClient client = await ConnectAsync();

        // The executions of one job in the pipeline stand for that job once.
        if (!_seen.Add((client.Bucket, client.Region, id)))
        {
            return;
        }

        JobsDetail job = await FindJobAsync(client, id);
        if (job.IsCompleted)
        {
            Log?.Write(Log.Entry(LogOutcome.Unchanged).Of(job));
            WriteWarning(Say(CommandMessages.AlreadyEnded, job.Name, id, job.StateText));
        }
        else
        {
            string action = Say(CommandMessages.Stopping, job.Name, id, job.StateText, job.Bucket, job.Region);
            if (!ShouldProcess(action, Say(CommandMessages.ConfirmStop, action), CommandMessages.StopCaption))
            {
                return;
            }

            job = await CancelAsync(client, job);
        }

        if (PassThru)
        {
            WriteObject(job);
        }
    }

    private async Task<JobsDetail> CancelAsync(CiClient client, JobsDetail job)
    {
        try
        {
            await client.CancelJobAsync(job.JobId, Cancellation);
            Log?.Write(Log.Entry(LogOutcome.Cancelled).Of(job) with { State = null, RequestId = Log.Entry(LogOutcome.Cancelled).RequestId });
        }
        catch (CiServiceException refused) when (!refused.IsTransient && refused.HttpStatus is not (401 or 403))
        {
            // It may have ended between the look and the call.
            JobsDetail? now = await client.GetJobAsync(job.JobId, Cancellation);
            if (now is not { IsCompleted: true })
            {
                throw;
            }

            // It ran before the first request: where that one's answer was lost, the request itself has cancelled it.
            if (refused.Tries > 1 && now.State == JobState.Cancel)
            {
                Log?.Write(Log.Entry(LogOutcome.Cancelled).Of(now) with { RequestId = Log.Entry(LogOutcome.Cancelled).RequestId });
                return now;
            }

            Log?.Write(Log.Entry(LogOutcome.Unchanged).Of(now));
            WriteWarning(Say(CommandMessages.AlreadyEnded, now.Name, now.JobId, now.StateText));
            return now;
        }

        try
        {
            return PassThru ? await client.GetJobAsync(job.JobId, Cancellation) ?? job : job;
        }
        catch (CiException unread)
        {
            // What is read in addition must not hide that it was cancelled.
            WriteVerbose(unread.Message);
            return job;
        }
    }
}
