using System;
using CiWorkflow.Model;
using CiWorkflow.Signing;

namespace CiWorkflow.Http;

/// <summary>Finds whether the service refused a request because the machine's clock is wrong.</summary>
internal static class ClockRefusal
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    /// <summary>Whether the time of the answer shows that the request was signed for a wrong time.</summary>
    /// <param name="refused">The answer.</param>
    /// <param name="method">The HTTP method: an answer to HEAD has no error document.</param>
    /// <param name="signedFor">The time that the request was signed for.</param>
    /// <param name="window">The time in which the signature is valid.</param>
    /// <param name="serviceTime">The service's time.</param>
    public static bool TryRead(
        CiServiceException refused, string method, DateTimeOffset signedFor, SigningWindow window, out DateTimeOffset serviceTime)
    {
        serviceTime = refused.ServiceTime.GetValueOrDefault();
        return refused is { HttpStatus: 401 or 403, ServiceTime: not null }
            && IsOfService(refused, method)
            && ((NamesTime(refused) && (serviceTime - signedFor).Duration() > Tolerance)
                || !window.Holds(serviceTime));
    }

    // Where there can be no document, the service's id of the request shows that no proxy wrote the answer.
    private static bool IsOfService(CiServiceException refused, string method) =>
        refused.HasErrorDocument || (method == "HEAD" && refused.RequestId.Length > 0);

    // CI: 401 SignatureExpired (1045/43611). COS: 403 RequestTimeTooSkewed, or AccessDenied with this message, with or without a full
    // stop (436/7730).
    private static bool NamesTime(CiServiceException refused) =>
        refused.Code is "RequestTimeTooSkewed" or "SignatureExpired"
        || (refused.Code == "AccessDenied"
            && refused.ServiceMessage.Trim().TrimEnd('.').Equals("Request has expired", StringComparison.OrdinalIgnoreCase));
}
