using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Endpoints;
using Microsoft.AspNetCore.Http;

namespace CiWorkflow.Sandbox.Faults;

/// <summary>Lets the faults of a plan strike the calls: before they are carried out, or what was answered to them.</summary>
internal sealed class FaultMiddleware(FaultPlan plan)
{
    private static readonly TimeSpan Ages = TimeSpan.FromDays(36500);
    private static readonly TimeSpan LongestMeeting = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ServiceCall call = ServiceCall.Of(context);
        if (plan.Take(call.Request) is not { } fault)
        {
            await next(context);
            return;
        }

        call.MadeLate = fault.MadeLate;
        call.Staleness = fault.Kind switch
        {
            FaultKind.StaleList => fault.Age,
            FaultKind.FrozenList => call.Now - (fault.FrozenAt ??= call.Now),
            FaultKind.EmptyList => Ages,
            _ => TimeSpan.Zero,
        };
        call.NeverEnds = fault.Kind is FaultKind.EndlessPages;
        switch (fault.Kind)
        {
            case FaultKind.None or FaultKind.StaleList or FaultKind.FrozenList or FaultKind.EmptyList or FaultKind.EndlessPages:
                await next(context);
                return;
            case FaultKind.UnreadableDate:
                context.Response.Headers.Date = "soon";
                await next(context);
                return;
            case FaultKind.Twice:
                await CaptureAsync(context, next);
                context.Response.Clear();
                await next(context);
                return;
            case FaultKind.DropBefore:
                context.Abort();
                return;
            case FaultKind.Status:
                AddHeaders(fault, context.Response);
                await StatusAnswer(fault, call).WriteAsync(context);
                return;
            case FaultKind.Delay:
                await Task.WhenAny(fault.Until(), Task.Delay(Timeout.Infinite, context.RequestAborted));
                AddHeaders(fault, context.Response);
                await next(context);
                return;
        }

        byte[] body = await CaptureAsync(context, next);
        AddHeaders(fault, context.Response);
        await SpoilAsync(fault, context, body);
    }

    private static void AddHeaders(Fault fault, HttpResponse response)
    {
        if (fault.RetryAfter is { } later)
        {
            response.Headers.RetryAfter = later;
        }

        if (fault.Location is { } location)
        {
            response.Headers.Location = location;
        }
    }

    private static SandboxAnswer StatusAnswer(Fault fault, ServiceCall call) => fault.Code.Length == 0
        ? new SandboxAnswer(fault.Status, [])
        : SandboxAnswer.Error(new ServiceErrorException(fault.Status, fault.Code, fault.Message), call);

    private static async Task<byte[]> CaptureAsync(HttpContext context, RequestDelegate next)
    {
        Stream connection = context.Response.Body;
        using var captured = new MemoryStream();
        context.Response.Body = captured;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = connection;
        }

        return captured.ToArray();
    }

    private static async Task SpoilAsync(Fault fault, HttpContext context, byte[] body)
    {
        HttpResponse response = context.Response;
        switch (fault.Kind)
        {
            case FaultKind.HangAfter:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                break;
            case FaultKind.DropAfter:
                context.Abort();
                break;
            case FaultKind.Replace:
                response.ContentLength = null;
                await new SandboxAnswer(fault.Status, Encoding.UTF8.GetBytes(fault.Body), "text/html").WriteAsync(context);
                break;
            case FaultKind.StatusAfter:
                response.ContentLength = null;
                await StatusAnswer(fault, ServiceCall.Of(context)).WriteAsync(context);
                break;
            case FaultKind.Exchange:
                await AnswerAsync(response, await fault.Meeting.MeetAsync(body, LongestMeeting));
                break;
            case FaultKind.ChangedEcho:
                await AnswerAsync(response, Encoding.UTF8.GetBytes(Echo.Change(Encoding.UTF8.GetString(body), fault.Echo)));
                break;
            case FaultKind.Truncate:
                response.ContentLength = body.Length / 2;
                await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
                break;
            case FaultKind.BreakOff:
                await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
                await response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                break;
            case FaultKind.CloseAfter:
                await response.Body.WriteAsync(body, context.RequestAborted);
                await response.CompleteAsync();
                context.Abort();
                break;
            case FaultKind.Drip:
                response.ContentLength = null;
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await response.Body.WriteAsync(" "u8.ToArray(), context.RequestAborted);
                    await response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(10, context.RequestAborted);
                }

                break;
        }
    }

    private static async Task AnswerAsync(HttpResponse response, byte[] body)
    {
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }
}
