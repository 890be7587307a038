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

    private readonly Lock _lock = new();
    private readonly Queue<SandboxRequest> _requests = new();

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
            if (_requests.Count == MostRequests)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(request);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }
}
