using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// What the service's error codes mean for a user: a category, and what to do next (CI: 1045/43611, 436/53983; COS: 436/7730).
/// </summary>
internal static class ServiceErrors
{
    private static readonly Dictionary<string, (ErrorCategory Category, Func<string> Advice)> Codes = new(StringComparer.Ordinal)
    {
        ["InvalidArgument"] = (ErrorCategory.InvalidArgument, () => CommandMessages.AdviceValue),
        ["MissingContent"] = (ErrorCategory.InvalidArgument, () => CommandMessages.AdviceValue),
        ["InvalidContent"] = (ErrorCategory.InvalidArgument, () => CommandMessages.AdviceValue),
        ["InvalidHost"] = (ErrorCategory.InvalidArgument, () => CommandMessages.AdviceHost),
        ["InvalidUrl"] = (ErrorCategory.InvalidArgument, () => CommandMessages.AdviceHost),
        ["ResourceNotFound"] = (ErrorCategory.ObjectNotFound, () => CommandMessages.AdviceObject),
        ["ResourceDownloadFailed"] = (ErrorCategory.ReadError, () => CommandMessages.AdviceObject),
        ["ResourceNotSupported"] = (ErrorCategory.InvalidData, () => CommandMessages.AdviceObject),
        ["ResourceAccessDenied"] = (ErrorCategory.PermissionDenied, () => CommandMessages.AdviceRole),
        ["CIRoleNotExist"] = (ErrorCategory.PermissionDenied, () => CommandMessages.AdviceRole),
        ["RequestTimeout"] = (ErrorCategory.OperationTimeout, () => CommandMessages.AdviceSlowUpload),
        ["MissingAuthorization"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceSignature),
        ["InvalidAuthorization"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceSignature),
        ["SignatureDoesNotMatch"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceSignature),
        ["SecretidNotExist"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceAccessKey),
        ["InvalidAccessKeyId"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceAccessKey),
        ["SignatureExpired"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceClock),
        ["RequestTimeTooSkewed"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceClock),
        ["ExpiredToken"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceToken),
        ["InvalidToken"] = (ErrorCategory.AuthenticationError, () => CommandMessages.AdviceToken),
        ["QueueSaturated"] = (ErrorCategory.LimitsExceeded, () => CommandMessages.AdviceQueueFull),
        ["QueuePaused"] = (ErrorCategory.ResourceUnavailable, () => CommandMessages.AdviceQueuePaused),
        ["MediaBucketAlreadyBinded"] = (ErrorCategory.ResourceExists, () => CommandMessages.AdviceBound),
        ["NoSuchBucket"] = (ErrorCategory.ObjectNotFound, () => CommandMessages.AdviceBucket),
        ["AuditingJobNotFound"] = (ErrorCategory.ObjectNotFound, () => CommandMessages.AdviceMissing),
        ["NoSuchKey"] = (ErrorCategory.ObjectNotFound, () => CommandMessages.AdviceMissing),
        ["NotImplemented"] = (ErrorCategory.NotImplemented, () => CommandMessages.AdviceNotImplemented),
    };

    /// <summary>The category of an error.</summary>
    public static ErrorCategory CategoryOf(CiServiceException error) =>
        Codes.TryGetValue(error.Code, out (ErrorCategory Category, Func<string>) known)
        ? known.Category
        : error.HttpStatus switch
        {
            401 or 407 => ErrorCategory.AuthenticationError,
            403 => ErrorCategory.PermissionDenied,
            404 => ErrorCategory.ObjectNotFound,
            408 or 504 => ErrorCategory.OperationTimeout,
            409 => ErrorCategory.ResourceExists,
            429 => ErrorCategory.LimitsExceeded,
            >= 500 => ErrorCategory.ResourceUnavailable,
            _ => ErrorCategory.InvalidOperation,
        };

    /// <summary>What to do about an error.</summary>
    public static string AdviceOn(CiServiceException error)
    {
        if (Codes.TryGetValue(error.Code, out (ErrorCategory, Func<string> Advice) known))
        {
            return known.Advice();
        }

        // COS says so of a signature whose time is over (436/7730).
        if (error.Code == "AccessDenied" && error.ServiceMessage.StartsWith("Request has expired", StringComparison.OrdinalIgnoreCase))
        {
            return CommandMessages.AdviceClock;
        }

        // The answer to a HEAD has no body, and so no code.
        if (error.Code == "AccessDenied" || (error.HttpStatus == 403 && (error.HasErrorDocument || error.CamAction == "cos:HeadObject")))
        {
            return string.Format(CultureInfo.InvariantCulture, CommandMessages.AdvicePermission, error.CamAction);
        }

        if (error.HttpStatus is 408 or 429 or >= 500)
        {
            return AfterUnknownOutcome(error.CamAction) ?? (error.HttpStatus is 429 or 503
                ? CommandMessages.AdviceSlowDown
                : CommandMessages.AdviceReadAgain);
        }

        return error.HasErrorDocument ? CommandMessages.AdviceSupport : CommandMessages.AdviceGateway;
    }

    /// <summary>What to do where the service may have carried out a call all the same; null for a call that only reads.</summary>
    public static string? AfterUnknownOutcome(string camAction) => camAction switch
    {
        "ci:TriggerMediaWorkflow" or "ci:CreateInventoryTriggerJob" => CommandMessages.AdviceMayHaveActed,
        "ci:CancelInventoryTriggerJob" => CommandMessages.AdviceMayBeCancelled,
        "cos:PutObject" => CommandMessages.AdviceMayBeWritten,
        _ => IsReading(camAction) ? null : CommandMessages.AdviceMayBeDone,
    };

    /// <summary>
    /// Whether the service may have carried out what failed. Whether a job or an execution was made is decided by the failure's kind
    /// alone.
    /// </summary>
    public static bool IsOutcomeUnknown(Exception failure) => failure switch
    {
        TriggerOutcomeUnknownException or ExecutionOutcomeUnknownException => true,
        CiException { CamAction: "ci:TriggerMediaWorkflow" or "ci:CreateInventoryTriggerJob" } => false,
        CiTransportException lost => lost.MayHaveActed && !IsReading(lost.CamAction),
        CiServiceException { IsTransient: true, HttpStatus: not 429 } error => !IsReading(error.CamAction),
        _ => false,
    };

    private static bool IsReading(string camAction)
    {
        string verb = camAction.Substring(camAction.IndexOf(':') + 1);
        return verb.Length == 0
            || verb.StartsWith("Describe", StringComparison.Ordinal)
            || verb.StartsWith("Get", StringComparison.Ordinal)
            || verb.StartsWith("Head", StringComparison.Ordinal);
    }
}
