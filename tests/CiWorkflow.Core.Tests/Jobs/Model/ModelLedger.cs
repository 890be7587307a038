using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Jobs;

namespace CiWorkflow.Core.Tests.Jobs.Model;

/// <summary>
/// A caller's view of the bucket's ledger: each write can be killed before or after it, or be answered to nobody and repeated.
/// </summary>
internal sealed class ModelLedger : ICheckpointStore
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(1);

    private readonly VirtualTime _time;
    private readonly Choices _choices;
    private readonly Dictionary<string, string> _entries;
    private readonly ModelProcess _process;

    public ModelLedger(VirtualTime time, Choices choices, Dictionary<string, string> entries, ModelProcess process)
    {
        _time = time;
        _choices = choices;
        _entries = entries;
        _process = process;
    }

    public string Place => "model";

    public async Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await StepAsync(cancellationToken);
        return _entries.GetValueOrDefault(name);
    }

    public async Task<bool> TryCreateAsync(string name, string text, CancellationToken cancellationToken)
    {
        await StepAsync(cancellationToken);
        int fate = _choices.Pick(4);
        await KillIfAsync(fate == 1);
        bool isWritten = _entries.TryAdd(name, text);
        await KillIfAsync(fate == 2);
        return isWritten && fate != 3;
    }

    public async Task WriteAsync(string name, string text, CancellationToken cancellationToken)
    {
        await StepAsync(cancellationToken);
        int fate = _choices.Pick(3);
        await KillIfAsync(fate == 1);
        _entries[name] = text;
        await KillIfAsync(fate == 2);
    }

    private async Task KillIfAsync(bool isKilled)
    {
        if (isKilled)
        {
            _process.Kill();
            await new TaskCompletionSource().Task;
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        await _time.DelayAsync(Latency, cancellationToken);
        if (_process.IsKilled)
        {
            await new TaskCompletionSource().Task;
        }
    }
}
