using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Logging;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// The log of one command: it knows the command, the keys and the item at hand, and adds them to each entry. What can't be written later
/// is one warning, and the command goes on.
/// </summary>
internal sealed class RunLog
{
    private readonly LogFile _file;
    private readonly string _path;
    private readonly string _command;
    private readonly Action<string> _warn;
    private readonly ConcurrentDictionary<CiClient, string> _accounts = new();
    private CiClient? _client;
    private string? _item;
    private Stopwatch _clock = Stopwatch.StartNew();
    private string? _requestId;
    private bool _isChangeSent;
    private bool _isWritten;
    private int _isWarned;

    /// <param name="path">The full path of the file.</param>
    /// <param name="command">The name of the command.</param>
    /// <param name="warn">Warns, from any thread.</param>
    /// <exception cref="CommandException">The file can't be written.</exception>
    public RunLog(string path, string command, Action<string> warn)
    {
        _path = path;
        _command = command;
        _warn = warn;
        try
        {
            _file = new LogFile(path);
        }
        catch (Exception failure) when (IsOfTheFile(failure))
        {
            throw new CommandException(
                "LogNotWritable", ErrorCategory.OpenError, ServiceCmdlet.Say(CommandMessages.LogNotWritable, path, failure.Message),
                CommandMessages.LogNotWritableAdvice, failure);
        }
    }

    /// <summary>
    /// The entry of the item at hand: its place, its keys, the id of the request that changed something, and the time it took.
    /// </summary>
    public LogEntry Entry(LogOutcome outcome) => new(outcome)
    {
        Bucket = _client?.Bucket,
        Region = _client?.Region,
        SecretId = AccountOf(_client),
        Item = _item,
        RequestId = _requestId,
        Duration = _clock.Elapsed,
    };

    /// <summary>Begins an item.</summary>
    /// <param name="item">What it is; null where the entries say it otherwise.</param>
    public void Begin(string? item)
    {
        _clock = Stopwatch.StartNew();
        (_client, _item, _requestId, _isChangeSent, _isWritten) = (null, item, null, false, false);
    }

    /// <summary>Notes where the calls of the item go.</summary>
    public void Use(CiClient client) => _client = client;

    /// <summary>Notes where the calls of the item go, and with whose keys.</summary>
    public void Use(CiClient client, string account)
    {
        _accounts[client] = account;
        Use(client);
    }

    /// <summary>Whose keys a client signs with, masked.</summary>
    public string? AccountOf(CiClient? client) => client is not null && _accounts.TryGetValue(client, out string? account) ? account : null;

    /// <summary>Notes a request that changes something.</summary>
    public void Sending(CiExchange exchange) => _isChangeSent |= IsChange(exchange);

    /// <summary>Notes the id of a request that changed something.</summary>
    public void Completed(CiExchange exchange) => _requestId = IsChange(exchange) && exchange.RequestId.Length > 0 ? exchange.RequestId : _requestId;

    /// <summary>Writes what failed. What isn't a failure of the item writes nothing.</summary>
    public void WriteFailure(LogEntry entry, Exception failure) => WriteFailureAsync(entry, failure).GetAwaiter().GetResult();

    /// <inheritdoc cref="WriteFailure"/>
    public Task WriteFailureAsync(LogEntry entry, Exception failure) =>
        Record(failure) is { } record ? WriteAsync(WithFailure(entry, failure, record)) : Task.CompletedTask;

    /// <summary>An entry of something that failed.</summary>
    public static LogEntry WithFailure(LogEntry entry, Exception failure) => WithFailure(entry, failure, Record(failure));

    private static ErrorRecord? Record(Exception failure) => ErrorRecords.TryMake(failure, static () => null);

    private static LogEntry WithFailure(LogEntry entry, Exception failure, ErrorRecord? record) => entry with
    {
        Outcome = ServiceErrors.IsOutcomeUnknown(failure) ? LogOutcome.Unknown : LogOutcome.Failed,
        ErrorId = record?.FullyQualifiedErrorId,
        Message = failure.Message,
        RequestId = RequestIdOf(failure) ?? entry.RequestId,
    };

    /// <summary>Writes what the command was stopped in, where nothing was written of it.</summary>
    public void WriteInterrupted()
    {
        if (!_isWritten)
        {
            Write(Entry(_isChangeSent ? LogOutcome.Unknown : LogOutcome.Interrupted));
        }
    }

    /// <summary>Writes an entry, from any thread.</summary>
    public void Write(LogEntry entry) => Write(entry, _warn);

    /// <inheritdoc cref="Write(LogEntry)"/>
    public Task WriteAsync(LogEntry entry) => WriteAsync(entry, _warn);

    /// <summary>Writes an entry; what can't be written is warned about in another way.</summary>
    public void Write(LogEntry entry, Action<string> warn) => WriteAsync(entry, warn).GetAwaiter().GetResult();

    private async Task WriteAsync(LogEntry entry, Action<string> warn)
    {
        _isWritten = true;
        try
        {
            await _file.AppendAsync(LogLine.Write(entry, _command, DateTimeOffset.UtcNow)).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfTheFile(failure))
        {
            if (Interlocked.Exchange(ref _isWarned, 1) == 0)
            {
                warn(ServiceCmdlet.Say(CommandMessages.LogLineLost, _path, failure.Message));
            }
        }
    }

    private static bool IsOfTheFile(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    private static bool IsChange(CiExchange exchange) => exchange.Method is not ("GET" or "HEAD");

    private static string? RequestIdOf(Exception? failure) => failure switch
    {
        CiServiceException { RequestId.Length: > 0 } service => service.RequestId,
        CiTransportException { RequestId.Length: > 0 } transport => transport.RequestId,
        { InnerException: { } inner } => RequestIdOf(inner),
        _ => null,
    };
}
