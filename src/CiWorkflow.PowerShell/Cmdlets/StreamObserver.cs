using System;
using System.Globalization;
using CiWorkflow.Http;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// Writes what a client does to the streams of a cmdlet: exchanges and retries as verbose text, bodies as debug text, a wrong clock as a
/// warning.
/// </summary>
internal sealed class StreamObserver : ICiObserver
{
    private readonly CiCmdlet _cmdlet;
    private readonly bool _isVerbose;
    private readonly Action<Action> _post;
    private readonly RunLog? _log;

    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="isVerbose">Whether its verbose or debug stream is on.</param>
    /// <param name="isDebug">Whether its debug stream is on.</param>
    /// <param name="post">Runs an action on the pipeline thread.</param>
    /// <param name="log">The command's log; null for none.</param>
    public StreamObserver(CiCmdlet cmdlet, bool isVerbose, bool isDebug, Action<Action> post, RunLog? log)
    {
        _cmdlet = cmdlet;
        _isVerbose = isVerbose;
        RecordsBodies = isDebug;
        _post = post;
        _log = log;
    }

    public bool RecordsBodies { get; }

    public void Sending(CiExchange exchange) => _log?.Sending(exchange);

    public void Completed(CiExchange exchange)
    {
        _log?.Completed(exchange);
        if (_isVerbose)
        {
            _post(() => Write(exchange));
        }
    }

    public void Retrying(CiRetry retry)
    {
        if (_isVerbose)
        {
            string text = Format(
                CommandMessages.Retrying, retry.Number, retry.MaximumCount, retry.Delay.TotalSeconds, retry.Failure.Message);
            _post(() => _cmdlet.WriteVerbose(text));
        }
    }

    public void ClockCorrected(TimeSpan difference) =>
        _post(() => _cmdlet.WriteWarning(Format(CommandMessages.ClockCorrected, difference.TotalMinutes)));

    private void Write(CiExchange exchange)
    {
        if (exchange.RequestBody is { Length: > 0 } sent)
        {
            _cmdlet.WriteDebug(CommandMessages.Sent + sent);
        }

        if (exchange.ResponseBody is { Length: > 0 } received)
        {
            _cmdlet.WriteDebug(CommandMessages.Received + received);
        }

        string outcome = exchange.HttpStatus is { } status
            ? Format(CommandMessages.Answered, status, exchange.RequestId.Length > 0 ? exchange.RequestId : CommandMessages.None)
            : CommandMessages.NoAnswer;
        _cmdlet.WriteVerbose(
            Format("{0} {1}: {2}, {3:0} ms", exchange.Method, exchange.Uri.AbsoluteUri, outcome, exchange.Elapsed.TotalMilliseconds));
    }

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
