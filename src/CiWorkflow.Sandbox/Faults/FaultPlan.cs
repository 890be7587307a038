using System;
using System.Collections.Generic;
using System.Threading;
using CiWorkflow.Sandbox.Endpoints;

namespace CiWorkflow.Sandbox.Faults;

/// <summary>The faults that wait for their call, in order.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<(Fault Fault, int Left)> _faults = [];

    /// <summary>What decides about a call for which no fault is waiting; null for nothing.</summary>
    public Func<SandboxRequest, Fault?>? Rule { get; set; }

    /// <summary>The faults that wait.</summary>
    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (_lock)
            {
                return _faults.ConvertAll(item => item.Fault with { Times = item.Left });
            }
        }
    }

    /// <summary>Drops the faults that wait, and the rule.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
            Rule = null;
        }
    }

    /// <summary>Adds a fault.</summary>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_lock)
        {
            _faults.Add((fault, fault.Times));
        }
    }

    /// <summary>The fault that strikes a call; null when none does.</summary>
    internal Fault? Take(SandboxRequest request)
    {
        lock (_lock)
        {
            for (int i = 0; i < _faults.Count; i++)
            {
                (Fault fault, int left) = _faults[i];
                if (fault.When?.Invoke(request) == false)
                {
                    continue;
                }

                if (left > 1)
                {
                    _faults[i] = (fault, left - 1);
                }
                else
                {
                    _faults.RemoveAt(i);
                }

                return fault;
            }

            return Rule?.Invoke(request);
        }
    }
}
