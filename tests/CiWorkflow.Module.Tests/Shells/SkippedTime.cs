using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;

namespace CiWorkflow.Shells;

/// <summary>
/// The time of a shell whose waits pass at once, for it and for the sandbox: when all that it does is wait, both clocks are set on. What a
/// request or a computation takes is not passed over, so that nothing comes in another order than with the machine's time.
/// </summary>
public sealed class SkippedTime : ITimeSource
{
    // As long as no request arrives, the shell does nothing but wait.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly Uri _passing;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly PriorityQueue<Wait, TimeSpan> _waits = new();
    private TimeSpan _skipped;
    private int _requests = -1;
    private bool _isPassing;

    private SkippedTime(string sandbox) => _passing = new Uri(sandbox + "/_sandbox/passing");

    /// <inheritdoc/>
    public DateTimeOffset UtcNow
    {
        get
        {
            lock (_waits)
            {
                return DateTimeOffset.UtcNow + _skipped;
            }
        }
    }

    /// <inheritdoc/>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_waits)
            {
                return _clock.Elapsed + _skipped;
            }
        }
    }

    /// <summary>Lets the waits of this process pass at once from now on.</summary>
    /// <param name="sandbox">The address of the sandbox, which one such process at a time may use.</param>
    public static async Task StartAsync(string sandbox)
    {
        var time = new SkippedTime(sandbox);
        await time.PassAsync(TimeSpan.Zero);
        Use(time);
    }

    /// <summary>Lets them take the time that they take.</summary>
    public static void Stop() => Use((ITimeSource)Activator.CreateInstance(SystemTime)!);

    /// <inheritdoc/>
    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= Quiet)
        {
            return Task.Delay(delay, cancellationToken);
        }

        var wait = new Wait(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), cancellationToken);
        lock (_waits)
        {
            _waits.Enqueue(wait, Elapsed + delay);
            if (!_isPassing)
            {
                _isPassing = true;
                _ = Task.Run(PassAllAsync, CancellationToken.None);
            }
        }

        return wait.Over.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void CancelAfter(CancellationTokenSource source, TimeSpan delay)
    {
        ArgumentNullException.ThrowIfNull(source);
        source.CancelAfter(delay);
    }

    private static Type SystemTime => typeof(ITimeSource).Assembly.GetType("CiWorkflow.Http.SystemTime", throwOnError: true)!;

    private static void Use(ITimeSource time) => SystemTime.GetProperty("Instance")!.SetValue(null, time);

    private async Task PassAllAsync()
    {
        while (true)
        {
            await Task.Delay(Quiet);
            TimeSpan left;
            lock (_waits)
            {
                EndWaits();
                if (!_waits.TryPeek(out _, out TimeSpan end))
                {
                    _isPassing = false;
                    return;
                }

                left = end - Elapsed;
            }

            if (left > TimeSpan.Zero)
            {
                await PassAsync(left);
            }
        }
    }

    private void EndWaits()
    {
        while (_waits.TryPeek(out Wait? first, out TimeSpan end) && (first.CancellationToken.IsCancellationRequested || end <= Elapsed))
        {
            _waits.Dequeue().Over.TrySetResult();
        }
    }

    private async Task PassAsync(TimeSpan time)
    {
        try
        {
            using HttpResponseMessage response = await Http.PostAsJsonAsync(
                _passing, new { seconds = time.TotalSeconds, requests = _requests });
            Passing passing = (await response.Content.ReadFromJsonAsync<Passing>())!;
            _requests = passing.Requests;
            lock (_waits)
            {
                _skipped = passing.Passed;
                EndWaits();
            }
        }
        catch (HttpRequestException)
        {
            // The sandbox is gone: time passes as it does.
        }
    }

    private sealed record Passing(TimeSpan Passed, int Requests);

    private sealed record Wait(TaskCompletionSource Over, CancellationToken CancellationToken);
}
