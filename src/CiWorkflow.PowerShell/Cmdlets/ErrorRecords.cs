using System;
using System.Globalization;
using System.Management.Automation;
using CiWorkflow.Credentials;
using CiWorkflow.Jobs;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>The one place where a failure becomes an ErrorRecord: its id, its category, and what to do next.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of a failure that is about one item; null for one that isn't this module's.</summary>
    public static ErrorRecord? TryMake(Exception failure, Func<object?> target) => failure switch
    {
        InvalidFieldException invalid => Make(
            invalid, "Invalid" + invalid.Field, ErrorCategory.InvalidArgument, target, CommandMessages.CorrectIt),
        CredentialException => Make(
            failure, "CredentialUnavailable", ErrorCategory.AuthenticationError, target, CommandMessages.AdviceCredential),
        CiServiceException service => Make(
            service, IdOf(service), ServiceErrors.CategoryOf(service), target, ServiceErrors.AdviceOn(service)),
        CiTransportException transport => Make(transport, IdOf(transport), CategoryOf(transport), target, AdviceOn(transport)),
        LedgerException => Make(failure, "LedgerUnusable", ErrorCategory.InvalidOperation, target, CommandMessages.AdviceLedger),
        ExistingJobsUnclearException => Make(
            failure, "CiExistingJobsUnclear", ErrorCategory.InvalidResult, target, CommandMessages.AdviceExistingUnclear),
        TriggerOutcomeUnknownException { InnerException: CiServiceException { IsThrottled: true } } busy =>
            MakeUnknown(busy, target, CommandMessages.AdviceOutcomeBusy, busy.Request.Name),
        TriggerOutcomeUnknownException unknown => MakeUnknown(unknown, target, CommandMessages.AdviceOutcome, unknown.Request.Name),
        ExecutionOutcomeUnknownException unknown =>
            MakeUnknown(unknown, target, CommandMessages.AdviceExecutionOutcome, unknown.WorkflowId),
        CheckpointException => Make(
            failure, "CheckpointUnusable", ErrorCategory.InvalidOperation, target, CommandMessages.AdviceCheckpoint),
        InputException { InnerException: CiServiceException } missing => Make(
            missing, "InvalidInputFile", ErrorCategory.InvalidData, target, CommandMessages.AdviceInputMissing),
        InputException input => Make(input, "InvalidInputFile", ErrorCategory.InvalidData, target, CommandMessages.AdviceInput),
        ObjectExistsException exists => Make(
            exists, "UrlFileExists", ErrorCategory.ResourceExists, target, CommandMessages.UrlFileExistsAdvice),
        ObjectUncheckedException => Make(
            failure, "UrlFileUnchecked", ErrorCategory.PermissionDenied, target, CommandMessages.UrlFileUncheckedAdvice),
        CommandException command => Make(command, command.ErrorId, command.Category, target, command.Advice),
        _ => null,
    };

    /// <summary>The record with all that is shown of it as it may be shown.</summary>
    public static ErrorRecord Shown(ErrorRecord record)
    {
        record.CategoryInfo.TargetName = ShownText.Line(record.CategoryInfo.TargetName);
        if (record.ErrorDetails is { } details && ShownText.Line(details.Message) is var message && message != details.Message)
        {
            record.ErrorDetails = new ErrorDetails(message) { RecommendedAction = details.RecommendedAction };
        }

        if (record.ErrorDetails is { RecommendedAction: { } advice } shown)
        {
            shown.RecommendedAction = ShownText.Line(advice);
        }

        return record;
    }

    private static ErrorRecord MakeUnknown(Exception failure, Func<object?> target, string advice, string name) => Make(
        failure, "CiTriggerOutcomeUnknown", ErrorCategory.InvalidResult, target, string.Format(CultureInfo.InvariantCulture, advice, name));

    private static ErrorRecord Make(Exception failure, string id, ErrorCategory category, Func<object?> target, string advice) =>
        new(failure, ShownText.Line(id), category, ErrorTarget.WithoutSecrets(target()))
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = advice },
        };

    private static string IdOf(CiServiceException error) =>
        error.Code.Length > 0 ? error.Code : "HttpStatus" + error.HttpStatus.ToString(CultureInfo.InvariantCulture);

    private static string IdOf(CiTransportException error) => error.Failure switch
    {
        TransportFailure.NotConnected or TransportFailure.ProxyRefused => "ConnectionFailed",
        TransportFailure.Timeout => "RequestTimeout",
        _ => error.Failure.ToString(),
    };

    private static ErrorCategory CategoryOf(CiTransportException error) => error.Failure switch
    {
        TransportFailure.TlsRefused => ErrorCategory.SecurityError,
        TransportFailure.ProxyRefused => ErrorCategory.AuthenticationError,
        TransportFailure.Timeout => ErrorCategory.OperationTimeout,
        TransportFailure.UnreadableAnswer => ErrorCategory.ProtocolError,
        _ => ErrorCategory.ConnectionError,
    };

    private static string AdviceOn(CiTransportException error) => error switch
    {
        { Failure: TransportFailure.ProxyRefused } => CommandMessages.AdviceProxy,
        { MayHaveActed: false } => CommandMessages.AdviceConnection,
        _ => ServiceErrors.AfterUnknownOutcome(error.CamAction) ?? CommandMessages.AdviceReadAgain,
    };
}
