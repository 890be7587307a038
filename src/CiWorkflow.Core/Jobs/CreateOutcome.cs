using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>What a failed create request says about the job.</summary>
internal enum CreateOutcome
{
    /// <summary>The service may have created the job.</summary>
    Unknown = 0,

    /// <summary>The service itself refused the request.</summary>
    Refused,

    /// <summary>The request never reached the service.</summary>
    NotSent,
}

/// <summary>
/// Decides from a failure what it says about the job: everything that isn't certain is <see cref="CreateOutcome.Unknown"/>.
/// </summary>
internal static class CreateFailures
{
    /// <summary>What a failure says about the job.</summary>
    /// <param name="failure">What the create request ended with.</param>
    public static CreateOutcome OutcomeOf(CiException failure) => failure switch
    {
        // Without the service's own document a proxy or a gateway may have answered for it. That a service which is too busy or whose queue
        // is full made no job all the same, no document says.
        CiServiceException { HasErrorDocument: true, IsTransient: false, HttpStatus: 400 or 401 or 403 or 404 } => CreateOutcome.Refused,
        CiServiceException => CreateOutcome.Unknown,
        CiTransportException { MayHaveActed: true } => CreateOutcome.Unknown,
        _ => CreateOutcome.NotSent,
    };
}
