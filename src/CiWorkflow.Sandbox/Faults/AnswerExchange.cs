using System;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Sandbox.Faults;

/// <summary>Where two calls meet that get each other's answers.</summary>
internal sealed class AnswerExchange
{
    private readonly Lock _lock = new();
    private (byte[] Answer, TaskCompletionSource<byte[]> Partner)? _waiting;

    /// <summary>Waits for another call, and returns its answer; its own where none comes in time.</summary>
    public async Task<byte[]> MeetAsync(byte[] answer, TimeSpan longest)
    {
        var partner = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_waiting is { } other && other.Partner.TrySetResult(answer))
            {
                _waiting = null;
                return other.Answer;
            }

            _waiting = (answer, partner);
        }

        await Task.WhenAny(partner.Task, Task.Delay(longest));
        return partner.TrySetResult(answer) ? answer : await partner.Task;
    }
}
