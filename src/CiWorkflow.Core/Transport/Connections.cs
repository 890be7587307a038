using System.Net;
using System.Net.Http;
using System.Threading;

namespace CiWorkflow.Transport;

/// <summary>The connection pools of the process: one for the service, one for this machine, which no proxy stands before.</summary>
internal static class Connections
{
    private const int MostPerHost = 64;

    public static HttpClient Service { get; } = Make(useProxy: true);

    public static HttpClient Loopback { get; } = Make(useProxy: false);

    private static HttpClient Make(bool useProxy)
    {
        var handler = new HttpClientHandler
        {
            // A signed request must not wander, and nobody's cookies belong in it.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseProxy = useProxy,
            MaxConnectionsPerServer = MostPerHost,
        };

        // Each call has a time of its own.
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
