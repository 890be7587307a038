using System;
using System.Globalization;

namespace CiWorkflow.Signing;

/// <summary>The time in which a signature is valid: <c>start;end</c> in Unix seconds, as q-sign-time and q-key-time carry it.</summary>
internal sealed class SigningWindow
{
    /// <summary>Makes a window from its two ends.</summary>
    /// <param name="start">The first second in which the signature is valid, Unix time.</param>
    /// <param name="end">The last one.</param>
    public SigningWindow(long start, long end)
    {
        Start = start;
        End = end;
        Text = start.ToString(CultureInfo.InvariantCulture) + ";" + end.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The first second in which the signature is valid, Unix time.</summary>
    public long Start { get; }

    /// <summary>The last second in which the signature is valid, Unix time.</summary>
    public long End { get; }

    /// <summary>The window as it stands in the Authorization header: <c>start;end</c>.</summary>
    public string Text { get; }

    // A window opens a minute early, for a clock that runs ahead of the service's, and closes in fifteen: long enough to
    // reuse its SignKey, short enough that a captured header is soon worthless.
    private const long OpensBefore = 60;
    private const long Lasts = 900;
    private const long RenewedAfter = 300;

    /// <summary>
    /// The window to sign with at <paramref name="now"/>: <paramref name="current"/> while it is fresh, a new one after.
    /// </summary>
    internal static SigningWindow At(DateTimeOffset now, SigningWindow? current)
    {
        long seconds = now.ToUnixTimeSeconds();
        if (current is not null
            && seconds >= current.Start + OpensBefore
            && seconds < current.Start + OpensBefore + RenewedAfter)
        {
            return current;
        }

        return new SigningWindow(seconds - OpensBefore, seconds + Lasts);
    }

    /// <summary>Whether a signature of this window is valid at a time.</summary>
    internal bool Holds(DateTimeOffset time) => time.ToUnixTimeSeconds() is var seconds && seconds >= Start && seconds <= End;

    /// <summary><see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
