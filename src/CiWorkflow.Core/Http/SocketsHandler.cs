using System;
using System.Net.Http;
using System.Reflection;
using System.Security.Authentication;

namespace CiWorkflow.Http;

/// <summary>
/// .NET's own handler, which has a timeout for connecting (TCP, the proxy's CONNECT and TLS together). This assembly is compiled for
/// netstandard2.0, which doesn't know the class, so its documented properties are set by name.
/// </summary>
internal static class SocketsHandler
{
    private static readonly Type? Handler = Type.GetType("System.Net.Http.SocketsHttpHandler, System.Net.Http", throwOnError: false);

    /// <summary>Whether there is one: on .NET, and not on .NET Framework or Mono.</summary>
    public static bool IsAvailable => Handler is not null;

    /// <summary>Makes one.</summary>
    /// <param name="connectTimeout">How long connecting may take.</param>
    /// <param name="connectionLifetime">How long a connection is used at the most.</param>
    /// <param name="protocols">The TLS versions.</param>
    public static HttpMessageHandler Create(TimeSpan connectTimeout, TimeSpan connectionLifetime, SslProtocols protocols)
    {
        var handler = (HttpMessageHandler)Activator.CreateInstance(Handler!)!;
        Set(handler, "ConnectTimeout", connectTimeout);
        Set(handler, "PooledConnectionLifetime", connectionLifetime);
        object ssl = PropertyOf(handler, "SslOptions").GetValue(handler)!;
        Set(ssl, "EnabledSslProtocols", protocols);
        return handler;
    }

    /// <summary>Sets a property of a handler.</summary>
    public static void Set(object handler, string name, object? value) => PropertyOf(handler, name).SetValue(handler, value);

    private static PropertyInfo PropertyOf(object handler, string name) =>
        handler.GetType().GetProperty(name) ?? throw new MissingMemberException(handler.GetType().FullName, name);
}
