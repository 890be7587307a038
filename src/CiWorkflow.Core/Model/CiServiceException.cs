using System;
using System.Globalization;
using System.Text;

namespace CiWorkflow.Model;

/// <summary>The service answered with an error (436/7730): its code, its message and what its support asks for.</summary>
public sealed class CiServiceException : CiException
{
    internal CiServiceException(int httpStatus, string code, string serviceMessage, string resource, string requestId, string traceId, DateTimeOffset? serviceTime, TimeSpan? retryAfter)
        : base(Compose(httpStatus, code, serviceMessage, requestId))
    {
        HttpStatus = httpStatus;
        Code = code;
        ServiceMessage = Printable(serviceMessage);
        Resource = Printable(resource);
        RequestId = requestId;
        TraceId = traceId;
        ServiceTime = serviceTime;
        RetryAfter = retryAfter;
    }

    /// <summary>The service's code, such as SignatureDoesNotMatch; empty where the answer had no error document.</summary>
    public string Code { get; }

    /// <summary>The service's message alone; <see cref="Exception.Message"/> has the code, the status and the request id with it.</summary>
    public string ServiceMessage { get; }

    /// <summary>The HTTP status.</summary>
    public int HttpStatus { get; }

    /// <summary>The service's time when it answered (Date); null where it told none.</summary>
    public DateTimeOffset? ServiceTime { get; }

    /// <summary>How long the service asks to wait (Retry-After); null where it doesn't.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>How many times the call was made.</summary>
    public int Tries { get; internal set; } = 1;

    /// <summary>The message, and how many tries there were where there was more than one.</summary>
    public override string Message => Tries == 1 ? base.Message : base.Message + string.Format(CultureInfo.InvariantCulture, Messages.AfterTries, Tries);

    /// <summary>Whether the service itself says that what was asked for isn't in the bucket: not a proxy's 404, and not a missing bucket.</summary>
    internal bool IsMissingItem => HttpStatus == 404 && Code is not ("" or "NoSuchBucket");

    /// <summary>Whether the same call may go well a little later: 408, 429 and every 5xx.</summary>
    public bool IsTransient => HttpStatus is 408 or 429 or >= 500;

    /// <summary>The id of the request, from the body or else from the x-ci-request-id header; empty where there is none.</summary>
    public string RequestId { get; }

    /// <summary>The service's trace id; empty where there is none.</summary>
    public string TraceId { get; }

    /// <summary>The resource that the error is about; empty where the service names none.</summary>
    public string Resource { get; }

    private static string Compose(int status, string code, string message, string requestId)
    {
        string what = Printable(message.Trim()) is { Length: > 0 } said ? said : Messages.NoErrorDocument;
        string which = code.Length > 0 ? Printable(code) + ", " : "";
        string id = requestId.Length > 0 ? Printable(requestId) : Messages.NoRequestId;
        return string.Format(CultureInfo.InvariantCulture, Messages.ServiceError, what, which, status, id);
    }

    // It is printed at a prompt: what a server sends must not steer the terminal.
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            printable.Append(char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c);
        }

        return printable.ToString();
    }
}
