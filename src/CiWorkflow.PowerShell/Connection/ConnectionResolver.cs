using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Connection;

/// <summary>
/// Decides what a command takes: its own parameter or the pipeline object's property, -Context, the session's context, the
/// environment, the profile, the machine's role, in that order. One for each command; what it found in a file it keeps.
/// </summary>
internal sealed class ConnectionResolver
{
    private readonly CiContext? _given;
    private readonly CiContext _session;
    private readonly Action<string> _warn;
    private readonly Dictionary<string, Found<ICredentialSource>> _profiles = new(StringComparer.Ordinal);

    public ConnectionResolver(CiContext? given, CiContext session, Action<string> warn)
    {
        _given = given;
        _session = session;
        _warn = warn;
    }

    public Found<string> Bucket(string? parameter) => First(parameter, context => context.Bucket, () => default);

    public Found<string> Region(string? parameter) =>
        First(
            parameter,
            context => context.Region,
            () => EnvironmentCredentials.FindRegion() is { } region ? new(region, "TENCENTCLOUD_REGION") : default);

    public Found<Uri> Endpoint() => First(null, context => context.Endpoint, () => default);

    public Found<Uri> CiEndpoint() => First(null, context => context.CiEndpoint ?? context.Endpoint, () => default);

    public Found<Uri> CosEndpoint() => First(null, context => context.CosEndpoint ?? context.Endpoint, () => default);

    public Found<string> Domain() => First(null, context => context.Domain, () => default);

    public Found<Uri> Proxy() => First(null, context => context.Proxy, () => default);

    public Found<object> TimeoutSec() => First<object>(null, context => context.TimeoutSec, () => default);

    public Found<object> ConnectTimeoutSec() => First<object>(null, context => context.ConnectTimeoutSec, () => default);

    public Found<object> MaximumRetryCount() => First<object>(null, context => context.MaximumRetryCount, () => default);

    public Found<object> RetryInterval() => First<object>(null, context => context.RetryInterval, () => default);

    public Found<object> MaximumRequestsPerSecond() => First<object>(null, context => context.MaximumRequestsPerSecond, () => default);

    public Found<string> LogPath() => First(null, context => context.LogPath, () => default);

    // A password is sent to the proxy that it was given with, and to no other context's.
    public System.Net.NetworkCredential? ProxyKeys =>
        _given?.Proxy is not null ? _given.ProxyKeys
        : _session.Proxy is not null ? _session.ProxyKeys
        : _given?.ProxyKeys ?? _session.ProxyKeys;

    /// <exception cref="CredentialException">A file of keys can't be read, or a profile that was named isn't there.</exception>
    /// <exception cref="InvalidFieldException">The keys in the environment can't be sent.</exception>
    public async Task<Found<ICredentialSource>> CredentialAsync(CiCredential? parameter, CancellationToken cancellationToken)
    {
        if (parameter is not null)
        {
            return new(parameter, CommandMessages.FromParameter);
        }

        (CiContext? Context, string Name)[] contexts = [(_given, CommandMessages.FromContext), (_session, CommandMessages.FromSession)];
        foreach ((CiContext? context, string name) in contexts)
        {
            if (context?.Keys is { } keys)
            {
                return new(keys, name);
            }

            if (context?.MissingKeys is { } missing)
            {
                throw new InvalidFieldException("Credential", null, CommandMessages.KeysDontTravel, missing);
            }

            if (context?.ProfileName is { } profile)
            {
                return Profile(profile) is { Value: not null } named ? named
                    : throw new InvalidFieldException("ProfileName", profile, CommandMessages.NoSuchProfile);
            }
        }

        if (EnvironmentCredentials.Find(out string variable) is { } environment)
        {
            return new(environment, variable);
        }

        string chosen = Environment.GetEnvironmentVariable("TENCENTCLOUD_PROFILE") is { Length: > 0 } wanted
            ? wanted : CredentialFile.DefaultProfile;
        if (Profile(chosen) is { Value: not null } found)
        {
            return found;
        }

        return await RoleCredentials.FindAsync(cancellationToken) is { } role ? new(role, CommandMessages.FromRole) : default;
    }

    /// <summary>A text that differs where the keys differ, and shows none of them.</summary>
    public string Account(CiCredential? parameter)
    {
        return parameter?.Fingerprint()
            ?? Of(_given)
            ?? Of(_session)
            ?? EnvironmentCredentials.Find(out _)?.Fingerprint()
            ?? Environment.GetEnvironmentVariable("TENCENTCLOUD_PROFILE")
            ?? "";

        static string? Of(CiContext? context) => context?.Keys?.Fingerprint() ?? context?.MissingKeys ?? context?.ProfileName;
    }

    /// <summary>
    /// Whether a context that somebody else may have written says where signed requests go, and nobody was warned of that yet.
    /// </summary>
    public bool HasUnseenPlace => SavedPlaces().Any(static saved => !SessionContext.WasWarned(saved.Key));

    /// <summary>Warns of such a context, once in a session.</summary>
    public void WarnOfSaved()
    {
        foreach ((string key, string warning) in SavedPlaces())
        {
            if (!SessionContext.WasWarned(key))
            {
                SessionContext.NoteWarned(key);
                _warn(warning);
            }
        }
    }

    /// <summary>What is to be said, once in a session, where such a context names the file that is written to; null for nothing.</summary>
    public string? NoteSavedLog()
    {
        CiContext? saved = _given?.LogPath is not null ? _given : _session;
        if (saved is not { IsSaved: true, LogPath: { } path } || SessionContext.WasWarned(NameOf(saved) + "\n" + path))
        {
            return null;
        }

        SessionContext.NoteWarned(NameOf(saved) + "\n" + path);
        return string.Format(CultureInfo.InvariantCulture, CommandMessages.SavedLog, NameOf(saved), path);
    }

    private static string NameOf(CiContext context) => context.Name is { Length: > 0 } given ? "'" + given + "'" : context.ToString();

    private IEnumerable<(string Key, string Warning)> SavedPlaces()
    {
        foreach (CiContext context in new[] { _given, _session }.OfType<CiContext>().Where(static context => context.IsSaved))
        {
            string places = string.Join(", ", new object?[] { context.Endpoint, context.CiEndpoint, context.CosEndpoint, context.Domain,
                context.Proxy }.OfType<object>().Select(static place => place.ToString()).Distinct(StringComparer.OrdinalIgnoreCase));
            string name = NameOf(context);
            if (places.Length > 0)
            {
                yield return (
                    name + "\n" + places, string.Format(CultureInfo.InvariantCulture, CommandMessages.SavedEndpoint, name, places));
            }
        }
    }

    /// <summary>The settings of a client, with the contexts' domain, endpoints, proxy, timeouts and retries.</summary>
    public CiClientSettings Settings(string bucket, string region, ICredentialSource keys)
    {
        var settings = new CiClientSettings(bucket, region, keys) { Proxy = Proxy().Value, ProxyCredential = ProxyKeys };
        RetrySettings retry = settings.Retry;
        return settings with
        {
            Domain = Domain().Value ?? settings.Domain,
            CiEndpoint = CiEndpoint().Value,
            CosEndpoint = CosEndpoint().Value,
            ConnectTimeout = ConnectTimeoutSec().Value is int connecting ? TimeSpan.FromSeconds(connecting) : settings.ConnectTimeout,
            Timeout = TimeoutSec().Value is int seconds ? TimeSpan.FromSeconds(seconds) : settings.Timeout,
            MaximumRequestsPerSecond = MaximumRequestsPerSecond().Value as double?,
            Retry = retry with
            {
                MaximumRetryCount = MaximumRetryCount().Value as int? ?? retry.MaximumRetryCount,
                Interval = RetryInterval().Value as TimeSpan? ?? retry.Interval,
            },
        };
    }

    private Found<ICredentialSource> Profile(string name)
    {
        if (!_profiles.TryGetValue(name, out Found<ICredentialSource> found))
        {
            ICredentialSource? keys = CredentialFile.Find(
                name, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), _warn, out string place);
            found = keys is null ? default : new(
                keys, string.Format(CultureInfo.InvariantCulture, CommandMessages.FromProfile, name, place));
            _profiles.Add(name, found);
        }

        return found;
    }

    private Found<T> First<T>(T? parameter, Func<CiContext, T?> setting, Func<Found<T>> otherwise)
        where T : class =>
        parameter is not (null or "") ? new(parameter, CommandMessages.FromParameter)
        : _given is not null && setting(_given) is { } given ? new(given, CommandMessages.FromContext)
        : setting(_session) is { } session ? new(session, CommandMessages.FromSession)
        : otherwise();
}

/// <summary>A value and where it was found; the default one was found nowhere.</summary>
internal readonly struct Found<T>
    where T : class
{
    public Found(T value, string source)
    {
        Value = value;
        Source = source;
    }

    public T? Value { get; }

    public string? Source { get; }
}
