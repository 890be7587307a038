using System;
using CiWorkflow.Credentials;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Jobs;

/// <summary>
/// Only a failed connection and the service's own refusal mean that no job was created (codes: 1045/43611, 436/53983, 436/7730).
/// Everything else leaves it open.
/// </summary>
public sealed class CreateFailuresTests
{
    private static readonly Uri Address = new("https://media-1250000000.ci.ap-beijing.myqcloud.com/inventorytriggerjob");

    /// <summary>What an answer with a status means, with and without the service's own document.</summary>
    [Theory]
    [InlineData(200, "InternalError", (int)CreateOutcome.Unknown)]
    [InlineData(307, "", (int)CreateOutcome.Unknown)]
    [InlineData(400, "InvalidArgument", (int)CreateOutcome.Refused)]
    [InlineData(400, "RequestTimeout", (int)CreateOutcome.Unknown)]
    [InlineData(400, "", (int)CreateOutcome.Unknown)]
    [InlineData(401, "SecretidNotExist", (int)CreateOutcome.Refused)]
    [InlineData(403, "AccessDenied", (int)CreateOutcome.Refused)]
    [InlineData(403, "", (int)CreateOutcome.Unknown)]
    [InlineData(403, "QueueSaturated", (int)CreateOutcome.Unknown)]
    [InlineData(403, "QueuePaused", (int)CreateOutcome.Refused)]
    [InlineData(404, "NoSuchBucket", (int)CreateOutcome.Refused)]
    [InlineData(404, "", (int)CreateOutcome.Unknown)]
    [InlineData(408, "RequestTimeoutElsewhere", (int)CreateOutcome.Unknown)]
    [InlineData(409, "Conflict", (int)CreateOutcome.Unknown)]
    [InlineData(429, "SlowDown", (int)CreateOutcome.Unknown)]
    [InlineData(429, "", (int)CreateOutcome.Unknown)]
    [InlineData(500, "InternalError", (int)CreateOutcome.Unknown)]
    [InlineData(502, "", (int)CreateOutcome.Unknown)]
    [InlineData(503, "ServiceUnavailable", (int)CreateOutcome.Unknown)]
    [InlineData(503, "", (int)CreateOutcome.Unknown)]
    [InlineData(504, "", (int)CreateOutcome.Unknown)]
    public void AStatusAloneDecidesNothing(int status, string code, int expected) => Assert.Equal(
        (CreateOutcome)expected,
        CreateFailures.OutcomeOf(new CiServiceException(status, code.Length == 0 ? null : new ErrorDocument { Code = code }, "id")));

    /// <summary>What a lost call means.</summary>
    [Theory]
    [InlineData(TransportFailure.NotConnected, (int)CreateOutcome.NotSent)]
    [InlineData(TransportFailure.TlsRefused, (int)CreateOutcome.NotSent)]
    [InlineData(TransportFailure.ProxyRefused, (int)CreateOutcome.NotSent)]
    [InlineData(TransportFailure.ConnectionLost, (int)CreateOutcome.Unknown)]
    [InlineData(TransportFailure.Timeout, (int)CreateOutcome.Unknown)]
    [InlineData(TransportFailure.UnreadableAnswer, (int)CreateOutcome.Unknown)]
    public void OnlyAFailedConnectionSentNothing(TransportFailure failure, int expected) =>
        Assert.Equal((CreateOutcome)expected, CreateFailures.OutcomeOf(new CiTransportException(failure, Address, "", "x", null)));

    /// <summary>Without keys nothing is sent.</summary>
    [Fact]
    public void WithoutKeysNothingIsSent() => Assert.Equal(CreateOutcome.NotSent, CreateFailures.OutcomeOf(new CredentialException("ended")));
}
