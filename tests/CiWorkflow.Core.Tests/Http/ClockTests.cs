using System;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Model;
using CiWorkflow.Signing;
using Xunit;
using static CiWorkflow.Core.Tests.Http.ScriptedService;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>A request that was refused for its time is signed for the service's time and sent again, once.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(3);
    private static readonly SigningWindow Window = SigningWindow.At(Start, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>CI and COS say it in different words (1045/43611, 436/7730).</summary>
    [Theory]
    [InlineData(401, "SignatureExpired", "The signature has expired.")]
    [InlineData(403, "RequestTimeTooSkewed", "m")]
    [InlineData(403, "AccessDenied", "Request has expired")]
    [InlineData(403, "AccessDenied", "Request has expired.")]
    public void TheClockIsCorrected(int status, string code, string message)
    {
        using var service = new ScriptedService(Error(status, code, message, clock: Ahead), Answer(200, NoJobs));
        var client = new CiClient(service.Settings);
        service.Run(() => client.ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation));
        Assert.Equal(2, service.Requests.Count);
        Assert.Equal(Start + Ahead, service.Requests[1].Request.Headers.Date);
        Assert.Equal(Ahead, Assert.Single(service.Observer.ClockCorrections));
        Assert.Equal(Ahead, service.Settings.Clock.Correction);
    }

    /// <summary>
    /// A difference of a few minutes is corrected too where the service names the time, even while the signature's own window would hold.
    /// </summary>
    [Theory]
    [InlineData("SignatureExpired", 60, 2)]
    [InlineData("SignatureExpired", -60, 2)]
    [InlineData("SignatureExpired", 20, 1)]
    [InlineData("SignatureDoesNotMatch", 60, 1)]
    public void ASmallDifferenceCountsWhereTheServiceNamesTheTime(string code, int seconds, int requests)
    {
        using var service = new ScriptedService(Error(401, code, clock: TimeSpan.FromSeconds(seconds)));
        service.Run(() => Assert.ThrowsAsync<CiServiceException>(() => new CiClient(service.Settings).GetJobAsync("j1", Cancellation)));
        Assert.Equal(requests, service.Requests.Count);
    }

    /// <summary>A clock that is right already is not corrected for another reason, nor for what isn't the service's own answer.</summary>
    [Fact]
    public void NothingElseCorrectsIt()
    {
        foreach (Func<System.Net.Http.HttpResponseMessage> answer in new[]
        {
            Error(403, "AccessDenied", "Access Denied.", clock: TimeSpan.Zero),
            Error(403, "RequestTimeTooSkewed"),
            Error(403, "", clock: Ahead),
            Error(400, "SignatureExpired", clock: Ahead),
        })
        {
            using var service = new ScriptedService(answer);
            service.Run(() => Assert.ThrowsAsync<CiServiceException>(() => new CiClient(service.Settings).GetJobAsync("j1", Cancellation)));
            Assert.Single(service.Requests);
            Assert.Equal(TimeSpan.Zero, service.Settings.Clock.Correction);
        }
    }

    /// <summary>A service that refuses the corrected time too is asked no third time, and one correction is reported once.</summary>
    [Fact]
    public void ItIsCorrectedOnce()
    {
        using var service = new ScriptedService(Error(401, "SignatureExpired", clock: Ahead));
        var client = new CiClient(service.Settings);
        Func<Task> call = () => Assert.ThrowsAsync<CiServiceException>(() => client.GetJobAsync("j1", Cancellation));
        service.Run(call, call, call);
        Assert.Single(service.Observer.ClockCorrections);
        Assert.Equal(4, service.Requests.Count);
    }

    /// <summary>The Date of the service's own answers is measured, and signs nothing.</summary>
    [Fact]
    public void TheDifferenceIsMeasured()
    {
        using var service = new ScriptedService(() =>
        {
            System.Net.Http.HttpResponseMessage answer = Answer(200, NoJobs)();
            answer.Headers.Date = Start + Ahead;
            answer.Headers.Add("x-ci-request-id", "r1");
            return answer;
        });
        Assert.Null(service.Settings.Clock.Difference);
        service.Run(() => new CiClient(service.Settings).ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation));
        Assert.Equal(Ahead, service.Settings.Clock.Difference);
        Assert.Equal(TimeSpan.Zero, service.Settings.Clock.Correction);
    }

    /// <summary>
    /// Which answers show a wrong clock: the service's own, with its time, that name the time or lie outside the signature's window.
    /// </summary>
    [Theory]
    [InlineData(401, "SignatureExpired", "", 31, true)]
    [InlineData(401, "SignatureExpired", "", -31, true)]
    [InlineData(401, "SignatureExpired", "", 30, false)]
    [InlineData(403, "RequestTimeTooSkewed", "", 31, true)]
    [InlineData(403, "AccessDenied", " Request has expired. ", 31, true)]
    [InlineData(403, "AccessDenied", "Access Denied.", 900, false)]
    [InlineData(403, "AccessDenied", "Access Denied.", 901, true)]
    [InlineData(403, "AccessDenied", "Access Denied.", -60, false)]
    [InlineData(403, "AccessDenied", "Access Denied.", -61, true)]
    [InlineData(403, "Other", "Request has expired", 31, false)]
    [InlineData(400, "SignatureExpired", "", 901, false)]
    [InlineData(404, "SignatureExpired", "", 901, false)]
    public void WhatShowsAWrongClock(int status, string code, string message, int ahead, bool isWrong)
    {
        var refused = new CiServiceException(status, new ErrorDocument { Code = code, Message = message }, "")
        {
            ServiceTime = Start.AddSeconds(ahead),
        };
        Assert.Equal(isWrong, ClockRefusal.TryRead(refused, "GET", Start, Window, out DateTimeOffset serviceTime));
        Assert.Equal(Start.AddSeconds(ahead), serviceTime);
    }

    /// <summary>An answer to HEAD has no document: there the service's id of the request shows that no proxy wrote it.</summary>
    [Theory]
    [InlineData("HEAD", "r1", true)]
    [InlineData("HEAD", "", false)]
    [InlineData("GET", "r1", false)]
    public void WithoutADocumentTheIdShowsWhoAnswered(string method, string requestId, bool isWrong)
    {
        var refused = new CiServiceException(403, null, requestId) { ServiceTime = Start.AddHours(1) };
        Assert.Equal(isWrong, ClockRefusal.TryRead(refused, method, Start, Window, out _));
        Assert.False(ClockRefusal.TryRead(new CiServiceException(403, null, requestId), method, Start, Window, out _));
    }

    /// <summary>A signature is reused for five minutes: its own window shows whether it had expired, and not a new one.</summary>
    [Fact]
    public void AnExpiredSignatureOfAReusedWindowShowsAWrongClock()
    {
        var slow = TimeSpan.FromMinutes(12);
        var later = TimeSpan.FromMinutes(4);
        using var service = new ScriptedService(Head(200, slow), Head(403, slow + later), Head(200, slow + later));
        var bucket = new CosBucket(service.Settings);
        service.Run(async () =>
        {
            await bucket.HeadObjectAsync("a", Cancellation);
            await service.Time.DelayAsync(later, Cancellation);
            await bucket.HeadObjectAsync("a", Cancellation);
        });
        Assert.Equal(3, service.Requests.Count);
        Assert.Equal(slow, service.Settings.Clock.Correction);
        static Func<System.Net.Http.HttpResponseMessage> Head(int status, TimeSpan serviceTime) => () =>
        {
            System.Net.Http.HttpResponseMessage answer = Answer(status, "")();
            answer.Headers.Date = Start + serviceTime;
            answer.Headers.Add("x-cos-request-id", "r1");
            return answer;
        };
    }

    /// <summary>A correction that differs by ten seconds at the most is the same one; each is signed for.</summary>
    [Theory]
    [InlineData(10, false)]
    [InlineData(-10, false)]
    [InlineData(11, true)]
    [InlineData(-11, true)]
    public void ACorrectionIsToldWhereItDiffers(int more, bool isNew)
    {
        var clock = new ServiceClock(new Jobs.Model.VirtualTime());
        Assert.True(clock.Correct(Start + Ahead));
        Assert.Equal(isNew, clock.Correct(Start + Ahead + TimeSpan.FromSeconds(more)));
        Assert.Equal(Ahead + TimeSpan.FromSeconds(more), clock.Correction);
        Assert.Equal(Start + Ahead + TimeSpan.FromSeconds(more), clock.Now);
    }

    /// <summary>Whether keys have expired is decided by the service's time as soon as an answer has shown it.</summary>
    [Fact]
    public void TheServicesTimeEndsKeys()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddHours(-5);
        DateTimeOffset serviceTime = end.AddHours(-1);
        using var service = new ScriptedService(() =>
        {
            System.Net.Http.HttpResponseMessage answer = Answer(200, NoJobs)();
            answer.Headers.Date = serviceTime;
            answer.Headers.Add("x-ci-request-id", "r1");
            return answer;
        });
        var keys = new CiCredential("AKIDtest", "secret", "token", end);
        var client = new CiClient(new CiClientSettings("media-1250000000", "ap-beijing", keys)
        {
            Handler = service,
            Clock = service.Settings.Clock,
        });
        Func<Task> call = () => client.ListJobs(new JobQuery()).NextAsync(cancellationToken: Cancellation);
        service.Run(call);
        serviceTime = end;
        service.Run(call);
        service.Run(async () => Assert.Equal(
            Jobs.JobScript.Text(Messages.KeysEnded, end), (await Assert.ThrowsAsync<CredentialException>(call)).Message));
        Assert.Equal(2, service.Requests.Count);
    }

    /// <summary>The service's time goes on from its last answer, also where the machine's clock is set.</summary>
    [Fact]
    public void TheServicesTimeGoesOnWhenTheMachinesClockIsSet()
    {
        var time = new ClockThatIsSet();
        var clock = new ServiceClock(time);
        Assert.Null(clock.ServiceTime);
        clock.Measure(Start + Ahead);
        time.UtcNow += Ahead;
        time.Elapsed += TimeSpan.FromMinutes(1);
        Assert.Equal(Start + Ahead + TimeSpan.FromMinutes(1), clock.ServiceTime);
        clock.Correct(Start);
        Assert.Equal(Start, clock.ServiceTime);
    }

    /// <summary>
    /// How far the clocks are apart isn't known any more where the machine's was set by more than a minute, or where the machine slept.
    /// </summary>
    [Theory]
    [InlineData(60, true)]
    [InlineData(-60, true)]
    [InlineData(61, false)]
    [InlineData(-61, false)]
    public void TheDifferenceEndsWhereTheMachinesClockIsSet(int seconds, bool isKnown)
    {
        var time = new ClockThatIsSet();
        var clock = new ServiceClock(time);
        clock.Measure(Start + Ahead);
        time.UtcNow += TimeSpan.FromHours(5) + TimeSpan.FromSeconds(seconds);
        time.Elapsed += TimeSpan.FromHours(5);
        Assert.Equal(isKnown ? Ahead : null, clock.Difference);
        clock.Measure(Start);
        Assert.Equal(-TimeSpan.FromHours(5) - TimeSpan.FromSeconds(seconds), clock.Difference);
    }

    /// <summary>The Date of an answer without the service's id is a proxy's, and measures nothing.</summary>
    [Fact]
    public void TheDateOfAProxyIsNotMeasured()
    {
        using var service = new ScriptedService(Error(404, "", clock: Ahead));
        service.Run(() => Assert.ThrowsAsync<CiServiceException>(() => new CiClient(service.Settings).GetJobAsync("j1", Cancellation)));
        Assert.Null(service.Settings.Clock.Difference);
    }

    private sealed class ClockThatIsSet : ITimeSource
    {
        public DateTimeOffset UtcNow { get; set; } = Start;

        public TimeSpan Elapsed { get; set; }

        public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void CancelAfter(CancellationTokenSource source, TimeSpan delay) => throw new NotSupportedException();
    }
}
