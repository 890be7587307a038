using System;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Sandbox.Endpoints;

namespace CiWorkflow.Sandbox.Faults;

/// <summary>A fault as another process asks for it: what goes wrong, and with which calls.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Times">How many calls it strikes; 0 for all that come.</param>
/// <param name="Skip">How many of its calls go well before.</param>
/// <param name="Method">The method of its calls; null for any.</param>
/// <param name="Path">A regular expression that their path and query match; null for any.</param>
/// <param name="Host">Whether they are for <c>ci</c> or <c>cos</c>; null for either.</param>
/// <param name="Contains">A text that their body contains; null for any.</param>
/// <param name="Status">The HTTP status of Status and Replace.</param>
/// <param name="Code">The code of Status.</param>
/// <param name="Message">The message of Status.</param>
/// <param name="Body">The body of Replace.</param>
/// <param name="RetryAfter">The Retry-After header.</param>
/// <param name="Location">The Location header.</param>
/// <param name="Seconds">How long Delay waits, and what StaleList doesn't know is younger than.</param>
/// <param name="Requests">Delay waits until so many requests have arrived, instead of a time.</param>
/// <param name="MadeLate">How many seconds later than the call a job begins to exist that it makes.</param>
/// <param name="Echo">How ChangedEcho changes a job.</param>
/// <param name="Every">Only each so many-th of its calls is struck: 2 for half of the replicas.</param>
internal sealed record FaultOrder(
    FaultKind Kind,
    int Times = 1,
    int Skip = 0,
    string? Method = null,
    string? Path = null,
    string? Host = null,
    string? Contains = null,
    int Status = 503,
    string Code = "ServiceUnavailable",
    string Message = "The service can't answer now.",
    string Body = "",
    string? RetryAfter = null,
    string? Location = null,
    double Seconds = 0,
    int Requests = 0,
    double MadeLate = 0,
    EchoChange Echo = EchoChange.PrefixWithoutSlash,
    int Every = 1)
{
    /// <summary>Makes the fault.</summary>
    /// <param name="arrived">How many requests have arrived.</param>
    public Fault ToFault(Func<int> arrived)
    {
        int seen = 0;
        Regex? path = Path is null ? null : new Regex(Path, RegexOptions.CultureInvariant);
        return new Fault(Kind)
        {
            Times = Times == 0 ? int.MaxValue : Times,
            When = request => Wants(request, path) && Interlocked.Increment(ref seen) > Skip && (seen - Skip) % Every == 0,
            Status = Status,
            Code = Code,
            Message = Message,
            Body = Body,
            RetryAfter = RetryAfter,
            Location = Location,
            MadeLate = TimeSpan.FromSeconds(MadeLate),
            Age = TimeSpan.FromSeconds(Seconds),
            Echo = Echo,
            Until = () => Requests > 0 ? ArrivedAsync(arrived) : Task.Delay(TimeSpan.FromSeconds(Seconds)),
        };
    }

    private async Task ArrivedAsync(Func<int> arrived)
    {
        while (arrived() < Requests)
        {
            await Task.Delay(5);
        }
    }

    private bool Wants(SandboxRequest request, Regex? path) =>
        (Method is null || string.Equals(Method, request.Method, StringComparison.OrdinalIgnoreCase))
        && (path is null || path.IsMatch(request.Target))
        && (Host is null || ServiceHost.Read(request.Header("Host"))?.Service == Host)
        && (Contains is null || System.Text.Encoding.UTF8.GetString(request.Body).Contains(Contains, StringComparison.Ordinal));
}
