using System;
using System.Globalization;

namespace CiWorkflow.Model;

/// <summary>The service answered with an error (436/7730): its code, its message and what its support asks for.</summary>
public sealed class CiServiceException : CiException
{
    internal const string QueueSaturated = "QueueSaturated";

    /// <param name="httpStatus">The HTTP status.</param>
    /// <param name="error">The error document; null where the answer had none.</param>
    /// <param name="requestId">The id of the request from a header; used where the document has none.</param>
    internal CiServiceException(int httpStatus, ErrorDocument? error, string requestId)
        : base(Compose(httpStatus, error, requestId))
    {
        HttpStatus = httpStatus;
        HasErrorDocument = error is { Code.Length: > 0 };
        Code = ShownText.Line(error?.Code ?? "");
        ServiceMessage = ShownText.Line(error?.Message ?? "");
        Resource = ShownText.Line(error?.Resource ?? "");
        RequestId = ShownText.Line(IdOf(error, requestId));
        TraceId = ShownText.Line(error?.TraceId ?? "");
    }

    /// <summary>
    /// Whether the service itself wrote the error: its document with a Code was in the answer. Without one a proxy or a gateway may have
    /// answered, and whether the service did anything is not known.
    /// </summary>
    public bool HasErrorDocument { get; }

    /// <summary>The service's code, such as SignatureDoesNotMatch; empty where the answer had no error document.</summary>
    public string Code { get; }

    /// <summary>
    /// The service's message alone; <see cref="Exception.Message"/> has the code, the status and the request id with it.
    /// </summary>
    public string ServiceMessage { get; }

    /// <summary>The HTTP status.</summary>
    public int HttpStatus { get; }

    /// <summary>The service's time when it answered (Date); null where there was none.</summary>
    public DateTimeOffset? ServiceTime { get; internal init; }

    /// <summary>How long the service asks to wait (Retry-After); null where it doesn't.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>
    /// Whether the service itself says that what was asked for isn't in the bucket: not a proxy's 404, and not a missing bucket.
    /// </summary>
    internal bool IsMissingItem => HttpStatus == 404 && Code is not ("" or "NoSuchBucket");

    /// <summary>
    /// Whether the same call may succeed a little later: 408, 429, every 5xx but 501, a RequestTimeout of COS and a full queue; and the codes
    /// of those where they come with the status of a success.
    /// </summary>
    public bool IsTransient =>
        IsThrottled
        || HttpStatus is 408 or (>= 500 and not 501)
        || this is { HttpStatus: 400, Code: "RequestTimeout" } or { HttpStatus: < 300, Code: "RequestTimeout" or "InternalError" };

    /// <summary>Whether the service asks for fewer calls: 429, 503 and a full queue.</summary>
    internal bool IsThrottled =>
        HttpStatus is 429 or 503 || Code == QueueSaturated || this is { HttpStatus: < 300, Code: "SlowDown" or "ServiceUnavailable" };

    /// <summary>Whether it asks for fewer calls because there were too many, and not because it is in trouble itself.</summary>
    internal bool IsTooMany => HttpStatus == 429 || Code == "SlowDown";

    /// <summary>The id of the request, from the body or else from the x-ci-request-id header; empty where there is none.</summary>
    public string RequestId { get; }

    /// <summary>The service's trace id; empty where there is none.</summary>
    public string TraceId { get; }

    /// <summary>The resource that the error is about; empty where the service names none.</summary>
    public string Resource { get; }

    private static string IdOf(ErrorDocument? error, string requestId) => error is { RequestId.Length: > 0 } ? error.RequestId : requestId;

    private static string Compose(int status, ErrorDocument? error, string requestId)
    {
        string what = ShownText.Line(error?.Message.Trim() ?? "") is { Length: > 0 } message ? message
            : error is { Code.Length: > 0 } ? Messages.NoErrorMessage
            : Messages.NoErrorDocument;
        string which = error is { Code.Length: > 0 } ? ShownText.Line(error.Code) + ", " : "";
        string id = IdOf(error, requestId) is { Length: > 0 } given ? ShownText.Line(given) : Messages.NoRequestId;
        return string.Format(CultureInfo.InvariantCulture, Messages.ServiceError, what, which, status, id);
    }
}
