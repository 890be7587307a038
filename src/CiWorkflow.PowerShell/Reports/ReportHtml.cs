using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using JobState = CiWorkflow.Model.JobState;

namespace CiWorkflow.Reports;

/// <summary>
/// Writes a report as one HTML file: it loads nothing, can be read without its script, and a policy in it lets nothing else run.
/// </summary>
internal sealed class ReportHtml
{
    // A name has at most 128 characters, and -retry is added to it.
    private const int LongestName = 122;

    private static readonly string Css = Resource("Report.css");
    private static readonly string Script = Resource("Report.js");
    private static readonly string Policy =
        $"default-src 'none'; style-src {Hash(Css)}; script-src {Hash(Script)}; base-uri 'none'; form-action 'none'";

    private readonly TextWriter _html;
    private readonly ReportHead _head;

    private ReportHtml(TextWriter html, ReportHead head)
    {
        _html = html;
        _head = head;
    }

    /// <summary>Writes a report.</summary>
    public static void Write(TextWriter html, ReportHead head, IReadOnlyList<ReportJob> jobs) => new ReportHtml(html, head).Write(jobs);

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("CiWorkflow.Reports." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private static string Hash(string text)
    {
        using var sha = SHA256.Create();
        return "'sha256-" + Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(text))) + "'";
    }

    /// <summary>What became of the objects of the jobs together: one that failed and was started again counts once.</summary>
    private static string Verdict(IReadOnlyList<ReportJob> jobs, out string css)
    {
        long all = 0;
        long failed = 0;
        long running = 0;
        long cancelled = 0;
        foreach (ReportJob job in jobs)
        {
            int runAgain = jobs.Count > 1 ? job.Failed.RunAgain : 0;
            all += job.Summary.Executions - runAgain;
            failed += job.Summary.Failed - runAgain;
            running += job.Summary.Running;
            cancelled += job.Summary.Cancel;
        }

        bool isJobFailed = jobs.Count == 1 && jobs[0].Summary.Job.State == JobState.Failed;
        bool isUnseen = jobs.Any(static job => job.Summary is { Job.State: JobState.Success, Unseen: not 0 });
        css = isJobFailed || failed > 0 || isUnseen ? "is-bad" : running > 0 ? "is-busy" : all > 0 && cancelled == 0 ? "is-good" : "";
        return isJobFailed && all == 0 ? CommandMessages.ReportJobFailed
            : failed > 0 && jobs.Count > 1 ? Say(CommandMessages.ReportSomeFailedIn, ReportText.Number(failed), ReportText.Number(all),
                jobs.Count)
            : failed > 0 ? Say(CommandMessages.ReportSomeFailed, ReportText.Number(failed), ReportText.Number(all))
            : running > 0 ? Say(CommandMessages.ReportSomeRunning, ReportText.Number(running), ReportText.Number(all))
            : isUnseen ? Say(CommandMessages.ReportNotAllSeen, ReportText.Number(all))
            : all == 0 ? CommandMessages.ReportNothing
            : cancelled > 0 ? Say(CommandMessages.ReportSomeCancelled, ReportText.Number(cancelled), ReportText.Number(all))
            : Say(CommandMessages.ReportAllWell, ReportText.Number(all));
    }

    private static string Say(string format, params object[] values) => string.Format(System.Globalization.CultureInfo.InvariantCulture,
        format, values);

    private static string StateCss(JobState state) => state switch
    {
        JobState.Success => "is-good",
        JobState.Failed => "is-bad",
        JobState.Running or JobState.Submitted => "is-busy",
        _ => "",
    };

    /// <summary>That some of what failed in a job wasn't compared with the later ones.</summary>
    public static string LeftOut(FailedObjects failed) => Say(
        CommandMessages.ReportLeftOut,
        failed.Job.Name,
        failed.Job.JobId,
        ReportText.Number(failed.LeftOut),
        ReportText.Number(failed.Count));

    // The folder is encoded twice: the console reads its query, and then the path in it.
    private static string ObjectUrl(JobsDetail job, string key) =>
        "https://console.cloud.tencent.com/cos/bucket?bucket=" + Uri.EscapeDataString(job.Bucket) + "&region="
            + Uri.EscapeDataString(job.Region)
        + "&path=" + Uri.EscapeDataString(Uri.EscapeDataString(key.Substring(0, key.LastIndexOf('/') + 1)));

    private static string BucketUrl(JobsDetail job) =>
        "https://console.cloud.tencent.com/ci/bucket?bucket=" + Uri.EscapeDataString(job.Bucket) + "&region="
            + Uri.EscapeDataString(job.Region);

    /// <summary>A value as PowerShell takes it for that text and nothing else.</summary>
    private static string Quote(string text) => "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";

    private static string RetryCommand(JobsDetail job)
    {
        string name = job.Name.Length is > 0 and <= LongestName ? job.Name : job.JobId;
        string workflows = string.Join(", ", Array.ConvertAll(JobOperation.SplitIds(job.WorkflowIds), Quote));
        return "Get-CiWorkflowExecution -State Failed -JobId " + Quote(job.JobId) + " `\n    -Bucket " + Quote(job.Bucket) + " -Region "
            + Quote(job.Region) + " |\n"
            + "    Publish-CiUrlFile -Key " + Quote("retry/" + name + ".txt") + " |\n"
            + "    Invoke-CiWorkflowTrigger -Name " + Quote(name + "-retry") + " -WorkflowId " + workflows + " |\n"
            + "    Wait-CiWorkflowJob";
    }

    private void Write(IReadOnlyList<ReportJob> jobs)
    {
        string verdict = Verdict(jobs, out string css);
        string name = jobs.Count == 1 ? jobs[0].Summary.Name : Say(CommandMessages.ReportJobs, jobs.Count);
        _html.Write($"""
            <!doctype html>
            <html lang="{CommandMessages.ReportLanguage}">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="color-scheme" content="light dark">
            <title>{ReportText.Encode(name + " – " + verdict)}</title>
            <style>{Css}</style>
            </head>
            <body>
            <main>
            <p class="eyebrow">{ReportText.Encode(CommandMessages.ReportTitle)} · {ReportText.Time(_head.Made)}</p>
            <h1 class="{css}">{ReportText.Encode(verdict)}</h1>

            """);
        if (jobs.Count > 1)
        {
            long recovered = 0;
            foreach (ReportJob job in jobs)
            {
                recovered += job.Recovered;
            }

            _html.Write(recovered > 0 ? $"<p class=\"lead\">{Text(Say(CommandMessages.ReportRetried, ReportText.Number(recovered)))}</p>\n"
                : "");
            WriteOverview(jobs);
        }

        for (int i = 0; i < jobs.Count; i++)
        {
            WriteJob(jobs[i], i + 1, isOnly: jobs.Count == 1);
        }

        _html.Write($"""
            <footer>{ReportText.Encode(Say(CommandMessages.ReportFooter, _head.Version, ReportText.Time(_head.Made)))}</footer>
            </main>
            <script>{Script}</script>
            </body>
            </html>

            """);
    }

    private void WriteOverview(IReadOnlyList<ReportJob> jobs)
    {
        _html.Write($"<section class=\"card\"><table class=\"overview\"><thead><tr><th>{Text(CommandMessages.ReportJob)}</th><th>"
            + $"{Text(CommandMessages.ReportObjects)}</th>"
            + $"<th class=\"num\">{Text(CommandMessages.ReportFailed)}</th><th class=\"num wide\">"
            + $"{Text(CommandMessages.ReportMade)}</th></tr></thead><tbody>\n");
        for (int i = 0; i < jobs.Count; i++)
        {
            JobSummary summary = jobs[i].Summary;
            string made = summary.Job.CreationTime is { } time ? ReportText.ShortTime(time) : "";
            _html.Write($"<tr><td><a href=\"#job-{i + 1}\">{ReportText.Name(summary.Name)}</a>"
                + $" <span class=\"{StateCss(summary.Job.State)}\">{Text(summary.State)}</span></td>"
                + $"<td>{ReportText.Number(summary.Executions)}{StateBar("share", summary)}</td>"
                + $"<td class=\"num{(summary.Failed > 0 ? " is-bad" : "")}\">{ReportText.Number(summary.Failed)}</td>"
                + $"<td class=\"num wide when\">{made}</td></tr>\n");
        }

        _html.Write("</tbody></table></section>\n");
    }

    private void WriteJob(ReportJob job, int number, bool isOnly)
    {
        JobSummary summary = job.Summary;
        _html.Write($"<section class=\"job\" id=\"job-{number}\">\n<div class=\"jobhead\"><h2>{ReportText.Name(summary.Name)}</h2>"
            + $"<span class=\"pill {StateCss(summary.Job.State)}\">{Text(CommandMessages.ReportJob)}: {Text(summary.State)}</span>"
            + $"</div>\n");
        if (!isOnly)
        {
            _html.Write($"<p class=\"lead\">{Text(Verdict([job], out _))}</p>\n");
        }

        if (summary.Job.State == JobState.Failed)
        {
            _html.Write($"<p class=\"alert\"><b>{Text(summary.Job.Code)}</b> {ReportText.Name(summary.Job.Message)}</p>\n");
        }

        WriteFigures(summary);
        WriteFacts(job);
        foreach (RetryComparison retry in job.Retries)
        {
            WriteRetry(retry);
        }

        if (summary.Reasons.Count > 0 || summary.Times is { Count: > 0 })
        {
            _html.Write("<div class=\"pair\">\n");
            WriteReasons(summary, number);
            WriteTimes(summary);
            _html.Write("</div>\n");
        }

        WriteSlowest(summary);
        WriteFailed(job, number);
        _html.Write("</section>\n");
    }

    private void WriteFigures(JobSummary summary)
    {
        _html.Write("<section class=\"card\"><dl class=\"figures\">");
        Figure(CommandMessages.ReportObjects, ReportText.Number(summary.Executions), summary.Size is { } size ? ReportText.Size(size)
            : null);
        Figure(CommandMessages.ReportSucceeded, ReportText.Number(summary.Success),
            ReportText.Percent(summary.Success, summary.Executions));
        Figure(CommandMessages.ReportFailed, ReportText.Number(summary.Failed), ReportText.Percent(summary.Failed, summary.Executions),
            summary.Failed > 0 ? "is-bad" : "");
        if (summary.Running > 0)
        {
            Figure(CommandMessages.ReportRunning, ReportText.Number(summary.Running),
                ReportText.Percent(summary.Running, summary.Executions), "is-busy");
        }

        DateTimeOffset? end = summary.LastEnd > summary.Job.EndTime || summary.Job.EndTime is null
            ? summary.LastEnd ?? summary.Job.EndTime : summary.Job.EndTime;
        if (end - summary.Job.CreationTime is { } took && took >= TimeSpan.Zero && summary.Running == 0)
        {
            Figure(CommandMessages.ReportTook, ReportText.Length(took), summary.Rate is { } rate
                ? Say(CommandMessages.ReportRate, ReportText.Rate(rate)) : null);
        }

        if (summary.Median is { } median && summary.Longest is { } longest)
        {
            Figure(CommandMessages.ReportMedian, ReportText.Length(median), Say(CommandMessages.ReportLongest, ReportText.Length(longest)));
        }

        _html.Write("</dl>\n" + StateBar("share", summary) + "\n<ul class=\"legend\">");
        foreach ((string css, string name, long count) in States(summary))
        {
            _html.Write($"<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><circle class=\"{css}\" cx=\"5\" cy=\"5\" r=\"5\"/>"
                + $"</svg>{Text(name)} <b>{ReportText.Number(count)}</b></li>");
        }

        _html.Write("</ul></section>\n");
    }

    private void Figure(string name, string value, string? more, string css = "") =>
        _html.Write($"<div><dt>{Text(name)}</dt><dd class=\"{css}\">"
            + $"{Text(value)}{(more is null ? "" : $"<small>{Text(more)}</small>")}</dd></div>");

    private void WriteFacts(ReportJob job)
    {
        JobsDetail detail = job.Summary.Job;
        string input = detail.Input switch
        {
            { Prefix: "" } => CommandMessages.OverBucket,
            { Prefix: { } key } => Say(CommandMessages.OverPrefix, key),
            { Object: { } key } => Say(CommandMessages.OverObject, key),
            { UrlFile: { } key } => Say(CommandMessages.OverUrlFile, key),
            { Manifest: { } key } => Say(CommandMessages.OverManifest, key),
            _ => "",
        };
        _html.Write("<section class=\"card\"><dl class=\"facts\">");
        Fact(CommandMessages.ReportOver, ReportText.Name(input));
        if (job.Summary.Selected is { } selected)
        {
            Fact(CommandMessages.ReportSelected, ReportText.Number(selected));
        }

        if (detail.Operation.TimeInterval is { } interval)
        {
            Fact(CommandMessages.ReportUploaded, Text(interval.ToString()));
        }

        string workflow = job.WorkflowName.Length > 0 ? ReportText.Name(job.WorkflowName) + " " : "";
        Fact(CommandMessages.ReportWorkflow, $"{workflow}<code>{Text(detail.WorkflowIds)}</code>");
        Fact(CommandMessages.ReportJob, $"<code>{Text(detail.JobId)}</code>");
        Fact(CommandMessages.ReportBucket,
            $"<a href=\"{Text(BucketUrl(detail))}\" rel=\"noreferrer\">{Text(detail.Bucket)}</a> ({Text(detail.Region)})");
        if (detail.CreationTime is { } made)
        {
            Fact(CommandMessages.ReportMade, ReportText.Time(made));
        }

        Fact(CommandMessages.ReportRead, $"{ReportText.Time(_head.Made)}, <code>{Text(_head.Account)}</code>");
        _html.Write("</dl></section>\n");
    }

    private void Fact(string name, string html) => _html.Write($"<dt>{Text(name)}</dt><dd>{html}</dd>");

    private void WriteRetry(RetryComparison retry)
    {
        _html.Write($"<section class=\"card\"><h3>{Text(CommandMessages.ReportRetry)} {ReportText.Name(retry.Before.Name)}"
            + $"<small>{Text(Say(CommandMessages.ReportRetryOf, ReportText.Number(retry.Failed)))}</small></h3>"
            + ReportCharts.Share("share", CommandMessages.ReportRetry, ("good", retry.Success), ("bad", retry.Again),
                ("off", retry.Missing)) + "<ul class=\"legend\">");
        foreach ((string css, string name, long count) in new[]
        {
            ("good", CommandMessages.ReportRetryWell, retry.Success), ("bad", CommandMessages.ReportRetryAgain, retry.Again),
                ("off", CommandMessages.ReportRetryMissing, retry.Missing),
        })
        {
            _html.Write($"<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><circle class=\"{css}\" cx=\"5\" cy=\"5\" r=\"5\"/>"
                + $"</svg>{Text(name)} <b>{ReportText.Number(count)}</b></li>");
        }

        _html.Write("</ul></section>\n");
    }

    private void WriteReasons(JobSummary summary, int number)
    {
        if (summary.Reasons.Count == 0)
        {
            return;
        }

        string of = summary.ReasonsRead < summary.Failed
            ? Small(Say(CommandMessages.ReportReasonsOf, ReportText.Number(summary.ReasonsRead), ReportText.Number(summary.Failed)))
            : "";
        _html.Write($"<section class=\"card\"><h3>{Text(CommandMessages.ReportReasons)}{of}</h3><ul class=\"reasons\">\n");
        for (int i = 0; i < summary.Reasons.Count && i < _head.MostReasons; i++)
        {
            FailureReason reason = summary.Reasons[i];
            string code = reason.Code.Length > 0 ? reason.Code : CommandMessages.ReportNoCode;
            _html.Write($"<li><div class=\"top\"><span><a href=\"#failed-{number}\" data-filter=\"{Text(reason.Code)}\">"
                + $"{Text(code)}</a></span>"
                + $"<span>{ReportText.Number(reason.Failures)} <small>"
                + $"{ReportText.Percent(reason.Failures, summary.ReasonsRead)}</small></span></div>"
                + ReportCharts.Bar("bad", reason.Failures, summary.Reasons[0].Failures)
                + $"<p>{ReportText.Name(reason.Message)}</p><p>"
                + $"{Text(CommandMessages.ReportExample)} {ReportText.Name(reason.Object)}</p></li>\n");
        }

        int more = summary.Reasons.Count - _head.MostReasons;
        _html.Write("</ul>" + (more > 0 ? $"<p class=\"note\">{Text(Say(CommandMessages.ReportMoreReasons, more))}</p>" : "")
            + "</section>\n");
    }

    private void WriteTimes(JobSummary summary)
    {
        if (summary.Times is not { Count: > 0 } times)
        {
            return;
        }

        string title = summary.IsTimesOfEnds ? CommandMessages.ReportEnded : CommandMessages.ReportStarted;
        string chart = ReportCharts.Times(times, title, out long highest, out DateTimeOffset from, out DateTimeOffset to);
        _html.Write($"<section class=\"card timeline\"><h3>{Text(title)}<small>"
            + $"{Text(Say(CommandMessages.ReportEach, ReportText.Length(TimeSpan.FromSeconds(times.Width))))}</small></h3>"
            + $"<div class=\"chart\"><span class=\"high\">{ReportText.Number(highest)}</span><span class=\"low\">0</span>{chart}</div>"
            + $"<p class=\"axis\"><span>{ReportText.ShortTime(from)}</span><span>{ReportText.ShortTime(to)}</span></p></section>\n");
    }

    private void WriteSlowest(JobSummary summary)
    {
        if (summary.Slowest.Count == 0 || summary.Longest is not { } longest || longest <= TimeSpan.Zero)
        {
            return;
        }

        string of = summary.Timed < summary.Success + summary.Failed + summary.Cancel
            ? $"<small>{Text(Say(CommandMessages.ReportTimedOf, ReportText.Number(summary.Timed)))}</small>" : "";
        _html.Write($"<section class=\"card\"><h3>{Text(CommandMessages.ReportSlowest)}{of}</h3><table class=\"slow\"><thead><tr><th>"
            + $"{Text(CommandMessages.ReportObject)}</th>"
            + $"<th></th><th class=\"num\">{Text(CommandMessages.ReportTime)}</th><th class=\"wide\">"
            + $"{Text(CommandMessages.ReportState)}</th></tr></thead><tbody>\n");
        foreach (WorkflowExecution execution in summary.Slowest)
        {
            TimeSpan time = JobSummarizer.TimeOf(execution) ?? TimeSpan.Zero;
            bool isFailed = execution.State == ExecutionState.Failed;
            _html.Write($"<tr><td>{ReportText.Name(execution.Object)}</td><td>"
                + $"{ReportCharts.Bar(isFailed ? "bad" : "good", time.TotalSeconds, longest.TotalSeconds)}</td>"
                + $"<td class=\"num\">{ReportText.Length(time)}</td><td class=\"wide{(isFailed ? " is-bad" : "")}\">"
                + $"{Text(execution.StateText)}</td></tr>\n");
        }

        _html.Write("</tbody></table></section>\n");
    }

    private void WriteFailed(ReportJob job, int number)
    {
        JobSummary summary = job.Summary;
        if (summary.Failed == 0)
        {
            return;
        }

        // What a job of Type Job did with its objects has no executions to start again.
        long left = summary.Failed - job.Failed.RunAgain;
        if (summary.Job.WorkflowIds.Length > 0 && left > 0)
        {
            _html.Write($"<section class=\"card\"><h3>{Text(CommandMessages.ReportAgain)}<small>"
                + $"{Text(Say(CommandMessages.ReportAgainOf, ReportText.Number(left)))}</small></h3>"
                + $"<div><pre>{Text(RetryCommand(summary.Job))}</pre><p class=\"note\">"
                + $"<button class=\"copy\" type=\"button\" data-done=\"{Text(CommandMessages.ReportCopied)}\" hidden>"
                + $"{Text(CommandMessages.ReportCopy)}</button>"
                + $"{Text(CommandMessages.ReportAgainNote)}</p></div></section>\n");
        }

        _html.Write($"<section class=\"card long\" id=\"failed-{number}\" data-table><h3>"
            + $"{Text(CommandMessages.ReportFailedObjects)}<small>{ReportText.Number(summary.Failed)}</small></h3>\n"
            + $"<div class=\"tools\" hidden><input type=\"search\" placeholder=\"{Text(CommandMessages.ReportFilter)}\""
            + $" aria-label=\"{Text(CommandMessages.ReportFilter)}\"><output></output></div>\n"
            + $"<table class=\"failed\"><thead><tr><th>{Text(CommandMessages.ReportObject)}</th><th>"
            + $"{Text(CommandMessages.ReportReason)}</th>"
            + $"<th>{Text(CommandMessages.ReportStartedAt)}</th></tr></thead><tbody>\n");
        foreach (ReportRow row in job.Rows)
        {
            string started = row.Started is { } time ? ReportText.ShortTime(time) : "";
            string reason = row.Code.Length + row.Message.Length == 0 ? $"<span>{Text(CommandMessages.ReportUnread)}</span>"
                : $"<b>{Text(row.Code)}</b><span>{ReportText.Name(row.Message)}</span>";
            string later = LaterText(job.Failed.LaterState(row.WorkflowId, row.Object), out string css);
            string name = ReportText.Name(row.Object);

            // What the service names by an address is no object of this bucket.
            string link = Model.ObjectUrl.IsUrl(row.Object) ? name
                : $"<a href=\"{Text(ObjectUrl(summary.Job, row.Object))}\" rel=\"noreferrer\">{name}</a>";
            _html.Write($"<tr><td>{link}<code>{Text(row.RunId)}</code></td><td>{reason}"
                + $"{(later.Length > 0 ? $"<small class=\"{css}\">{Text(later)}</small>" : "")}</td>"
                + $"<td class=\"when\">{started}</td></tr>\n");
        }

        _html.Write("</tbody></table>\n");
        if (job.Failed.LeftOut > 0)
        {
            _html.Write($"<p class=\"note\">{Text(LeftOut(job.Failed))}</p>\n");
        }

        if (job.Rows.Count < summary.Failed)
        {
            string shown = ReportText.Number(job.Rows.Count);
            string cut = Say(CommandMessages.ReportCut, shown, ReportText.Number(summary.Failed), _head.CsvName);
            _html.Write($"<p class=\"note\">{Text(cut)}</p>\n");
        }

        _html.Write("</section>\n");
    }

    // What a later job of the report did with an object that failed here.
    private static string LaterText(string? state, out string css)
    {
        ExecutionState read = StateWords.Read<ExecutionState>(state ?? "");
        css = read == ExecutionState.Success ? "is-good" : read == ExecutionState.Failed ? "is-bad" : "";
        return state is null ? ""
            : read == ExecutionState.Success ? CommandMessages.ReportLaterSuccess
            : read == ExecutionState.Failed ? CommandMessages.ReportLaterFailed
            : Say(CommandMessages.ReportLaterOther, state);
    }

    private static string StateBar(string cssClass, JobSummary summary)
    {
        var parts = new List<(string, long)>();
        var label = new List<string>();
        foreach ((string css, string name, long count) in States(summary))
        {
            parts.Add((css, count));
            label.Add(name + " " + ReportText.Number(count));
        }

        return ReportCharts.Share(cssClass, string.Join(", ", label), [.. parts]);
    }

    private static IEnumerable<(string Css, string Name, long Count)> States(JobSummary summary)
    {
        yield return ("good", CommandMessages.ReportSucceeded, summary.Success);
        yield return ("bad", CommandMessages.ReportFailed, summary.Failed);
        if (summary.Running > 0)
        {
            yield return ("busy", CommandMessages.ReportRunning, summary.Running);
        }

        if (summary.Cancel > 0)
        {
            yield return ("off", CommandMessages.ReportCancelled, summary.Cancel);
        }
    }

    private static string Small(string text) => $"<small>{Text(text)}</small>";

    private static string Text(string text) => ReportText.Encode(text);
}

/// <summary>What stands in the head of a report.</summary>
/// <param name="Made">When it was made.</param>
/// <param name="Account">Whose keys read it, masked.</param>
/// <param name="Version">The version of the module.</param>
/// <param name="CsvName">The name of the CSV beside it.</param>
internal sealed record ReportHead(DateTimeOffset Made, string Account, string Version, string CsvName)
{
    /// <summary>How many reasons a chart shows at the most.</summary>
    public int MostReasons { get; init; } = 8;
}
