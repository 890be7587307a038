using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace CiWorkflow.Connection;

/// <summary>The contexts of a session. A session is a runspace: two people in one process don't share their keys.</summary>
internal static class SessionContext
{
    private static readonly ConditionalWeakTable<Runspace, Contexts> Sessions = new();
    private static readonly CiContext Empty = new();

    /// <summary>The context of the runspace of this thread; an empty one where none was set.</summary>
    public static CiContext Current => Mine?.Current ?? Empty;

    /// <summary>The contexts that have a name, in the order of their names.</summary>
    public static IReadOnlyList<CiContext> Named => Mine is { } mine ? mine.Named.Values.ToList() : [];

    /// <summary>The current context and the named ones.</summary>
    public static IEnumerable<CiContext> All => Named.Prepend(Current);

    private static Contexts? Mine =>
        Runspace.DefaultRunspace is { } runspace && Sessions.TryGetValue(runspace, out Contexts? contexts) ? contexts : null;

    /// <summary>Sets the context; null for none.</summary>
    public static void Set(CiContext? context) => Set(Runspace.DefaultRunspace, context);

    /// <summary>Sets the context of another session of this process; null for none.</summary>
    public static void Set(Runspace runspace, CiContext? context) => Sessions.GetOrCreateValue(runspace).Current = context;

    /// <summary>Keeps a context under its name.</summary>
    public static void Add(CiContext context) => Sessions.GetOrCreateValue(Runspace.DefaultRunspace).Named[context.Name!] = context;

    /// <summary>The context of a name; null where there is none.</summary>
    public static CiContext? Find(string name) => Mine is { } mine && mine.Named.TryGetValue(name, out CiContext? context) ? context : null;

    /// <summary>Forgets the context of a name.</summary>
    public static void Remove(string name) => Mine?.Named.Remove(name);

    /// <summary>Forgets every context of this session, the keys with them.</summary>
    public static void Clear() => Sessions.Remove(Runspace.DefaultRunspace);

    /// <summary>Whether the session was warned of a place.</summary>
    public static bool WasWarned(string place) => Mine?.Warned.Contains(place) == true;

    /// <summary>Notes that the session was warned of a place.</summary>
    public static void NoteWarned(string place) => Sessions.GetOrCreateValue(Runspace.DefaultRunspace).Warned.Add(place);

    private sealed class Contexts
    {
        public HashSet<string> Warned { get; } = new(StringComparer.OrdinalIgnoreCase);

        public CiContext? Current { get; set; }

        public SortedDictionary<string, CiContext> Named { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
