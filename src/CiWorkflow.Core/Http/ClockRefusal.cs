using System;
using CiWorkflow.Model;
using CiWorkflow.Signing;

namespace CiWorkflow.Http;

/// <summary>Tells whether the service refused a request because the machine's clock is wrong.</summary>
internal static class ClockRefusal
{
    /// <summary>Whether the time of the answer shows that the request was signed for a wrong time.</summary>
    /// <param name="refused">The answer.</param>
    /// <param name="signedFor">The time that the request was signed for.</param>
    /// <param name="serviceTime">The service's time.</param>
    public static bool TryRead(CiServiceException refused, DateTimeOffset signedFor, out DateTimeOffset serviceTime)
    {
        serviceTime = refused.ServiceTime.GetValueOrDefault();
        return refused is { HttpStatus: 403, ServiceTime: not null }
            && ((refused.Code == "RequestTimeTooSkewed" && (serviceTime - signedFor).Duration() > TimeSpan.FromSeconds(30))
                || !SigningWindow.At(signedFor, null).Holds(serviceTime));
    }
}
