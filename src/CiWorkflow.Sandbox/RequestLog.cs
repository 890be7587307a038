using System.Collections.Generic;
using System.Threading;
using CiWorkflow.Sandbox.Endpoints;

namespace CiWorkflow.Sandbox;

/// <summary>The latest requests that arrived, signed or not. Its size is bounded: the oldest make room.</summary>
internal sealed class RequestLog
{
    /// <summary>How many requests are kept.</summary>
    public const int MostRequests = 100_000;

    /// <summary>How many bytes of a body are kept once the request has been answered.</summary>
    public const int MostBody = 16 * 1024;

    /// <summary>How many bytes of all requests are kept.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<SandboxRequest> _requests = new();
    private long _bytes;

    /// <summary>The requests, in the order in which they arrived.</summary>
    public IReadOnlyList<SandboxRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return _requests.ToArray();
            }
        }
    }

    public void Add(SandboxRequest request)
    {
        lock (_lock)
        {
            _requests.Enqueue(request);
        }
    }

    /// <summary>Cuts what is kept of a request that has been answered, and lets the oldest go where that is too much.</summary>
    public void Settle(SandboxRequest request)
    {
        lock (_lock)
        {
            _bytes += request.Settle(MostBody);
            while (_requests.Count > 1 && (_bytes > MostBytes || _requests.Count > MostRequests))
            {
                _bytes -= _requests.Dequeue().KeptBytes;
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
            _bytes = 0;
        }
    }
}
