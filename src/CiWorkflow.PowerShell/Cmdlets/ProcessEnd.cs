using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq.Expressions;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// Tells the commands of this process that it ends while they run: by SIGTERM, as systemd and containers stop a process, by SIGHUP, as a
/// closed terminal does, or because PowerShell exits without waiting for the runspaces of ForEach-Object -Parallel.
/// </summary>
internal static class ProcessEnd
{
    // PosixSignal.SIGHUP and PosixSignal.SIGTERM.
    private static readonly int[] Signals = [-1, -4];

    private static readonly List<IEndedByProcess> Running = [];
    private static readonly object Ending = new();
    private static object?[]? _watch;

    /// <summary>Whether the process is ending: every command that runs is told by this class.</summary>
    public static bool IsEnding { get; private set; }

    /// <summary>Notes that a command runs.</summary>
    /// <returns>False where the process is ending: nothing may be sent any more.</returns>
    public static bool Enter(IEndedByProcess command)
    {
        lock (Running)
        {
            if (_watch is null)
            {
                AppDomain.CurrentDomain.ProcessExit += static (_, _) => End();
                _watch = Array.ConvertAll(Signals, WatchSignal);
            }

            Running.Add(command);
            return !IsEnding;
        }
    }

    /// <summary>Notes that a command has ended and has said what there was to say.</summary>
    public static void Leave(IEndedByProcess command)
    {
        lock (Running)
        {
            Running.Remove(command);
        }
    }

    private static void End()
    {
        // The stopped commands let the main thread go, and it ends the process: that waits here until everything is said.
        lock (Ending)
        {
            IEndedByProcess[] running;
            lock (Running)
            {
                IsEnding = true;
                running = [.. Running];
                Running.Clear();
            }

            foreach (IEndedByProcess command in running)
            {
                command.StopAtEnd();
            }

            var waited = Stopwatch.StartNew();
            foreach (IEndedByProcess command in running)
            {
                command.ReportAtEnd(waited.Elapsed);
            }
        }
    }

    // PosixSignalRegistration isn't in the base library that both PowerShells share. Since .NET 10 the runtime itself ends a process by
    // these without ProcessExit. The handler doesn't cancel the signal: the process ends behind it as it would have.
    private static object? WatchSignal(int number)
    {
        Type? registration = Type.GetType("System.Runtime.InteropServices.PosixSignalRegistration, System.Runtime.InteropServices");
        if (registration?.GetMethod("Create") is not { } create)
        {
            return null;
        }

        Type signal = create.GetParameters()[0].ParameterType;
        Type handler = create.GetParameters()[1].ParameterType;
        ParameterExpression context = Expression.Parameter(handler.GetGenericArguments()[0]);
        Delegate end = Expression.Lambda(handler, Expression.Call(typeof(ProcessEnd), nameof(End), null), context).Compile();
        return create.Invoke(null, [Enum.ToObject(signal, number), end]);
    }
}

/// <summary>A command that has something to say where its process ends before it.</summary>
internal interface IEndedByProcess
{
    /// <summary>Sends nothing more.</summary>
    void StopAtEnd();

    /// <summary>Says what was sent and not answered.</summary>
    /// <param name="waited">How long answers have been waited for since the commands were stopped.</param>
    void ReportAtEnd(TimeSpan waited);
}
