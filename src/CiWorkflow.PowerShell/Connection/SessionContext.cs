using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace CiWorkflow.Connection;

/// <summary>The context of a session. A session is a runspace: two people in one process don't share their keys.</summary>
internal static class SessionContext
{
    private static readonly ConditionalWeakTable<Runspace, CiContext> Contexts = new();
    private static readonly CiContext Empty = new();

    /// <summary>The context of the runspace of this thread; an empty one where none was set.</summary>
    public static CiContext Current => Runspace.DefaultRunspace is { } runspace && Contexts.TryGetValue(runspace, out CiContext? context) ? context : Empty;

    /// <summary>The contexts that the session knows.</summary>
    public static IEnumerable<CiContext> All => [Current];

    /// <summary>Sets the context; null for none.</summary>
    public static void Set(CiContext? context) => Set(Runspace.DefaultRunspace, context);

    /// <summary>Sets the context of another session of this process; null for none.</summary>
    public static void Set(Runspace runspace, CiContext? context)
    {
        Contexts.Remove(runspace);
        if (context is not null)
        {
            Contexts.Add(runspace, context);
        }
    }
}
