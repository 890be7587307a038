using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Sandbox.Faults;

/// <summary>
/// Stands before a service on a port of its own, and takes connections badly: refuses some, resets some before a byte is read.
/// </summary>
public sealed class FlakyFront : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _service;
    private readonly Func<bool> _refuses;
    private readonly Func<bool> _resets;
    private readonly IPEndPoint _place;
    private TcpListener _listener;
    private Task _running = Task.CompletedTask;

    private FlakyFront(Uri service, Func<bool> refuses, Func<bool> resets)
    {
        _service = new IPEndPoint(IPAddress.Loopback, service.Port);
        _refuses = refuses;
        _resets = resets;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _place = (IPEndPoint)_listener.LocalEndpoint;
    }

    /// <summary>Where it listens, when it does.</summary>
    public Uri Endpoint => new("http://" + _place);

    /// <summary>Starts it.</summary>
    /// <param name="service">The service that it stands before.</param>
    /// <param name="refuses">Asked after each connection: whether it stops listening for a moment.</param>
    /// <param name="resets">Asked for each connection: whether it is reset before a byte is read.</param>
    public static FlakyFront Start(Uri service, Func<bool> refuses, Func<bool> resets)
    {
        ArgumentNullException.ThrowIfNull(service);
        var front = new FlakyFront(service, refuses, resets);
        front._running = Task.Run(front.AcceptAsync);
        return front;
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = _resets() ? ResetAsync(client) : ForwardAsync(client);
                if (_refuses())
                {
                    _listener.Stop();
                    await Task.Delay(3, _stop.Token);
                    _listener = new TcpListener(_place);
                    _listener.Start();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It was stopped.
        }
    }

    private static Task ResetAsync(Socket client)
    {
        // Closing with a linger of nothing sends a reset instead of an end.
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        return Task.CompletedTask;
    }

    private async Task ForwardAsync(Socket client)
    {
        using (client)
        {
            using var service = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await service.ConnectAsync(_service, _stop.Token);
                using var near = new NetworkStream(client);
                using var far = new NetworkStream(service);
                Task there = near.CopyToAsync(far, _stop.Token);
                Task back = far.CopyToAsync(near, _stop.Token);
                await Task.WhenAny(there, back);
                await back;
            }
            catch (Exception gone) when (gone is System.IO.IOException or SocketException or OperationCanceledException)
            {
                // One side went away, and so does the other.
            }
        }
    }
}
