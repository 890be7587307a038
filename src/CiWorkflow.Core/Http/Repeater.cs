using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>Repeats a call whose failure says that it may go well a little later.</summary>
internal sealed class Repeater
{
    private static readonly object Dice = new();
    private static readonly Random Random = new();

    private readonly RetrySettings _settings;
    private readonly HostPace _pace;
    private readonly Action<string>? _told;

    public Repeater(RetrySettings settings, HostPace pace, Action<string>? told)
    {
        _settings = settings;
        _pace = pace;
        _told = told;
    }

    /// <summary>Makes a call, and repeats it where that does no harm and may help.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isIdempotent">Whether doing it twice is the same as doing it once. Where it isn't, only a call that provably did nothing is repeated.</param>
    /// <param name="cancellationToken">Ends a pause at once; the call has a token of its own.</param>
    /// <exception cref="CiServiceException">The last answer, with the number of tries.</exception>
    /// <exception cref="CiTransportException">The last failure, with the number of tries.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, bool isIdempotent, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (int tries = 1; ; tries++)
        {
            await _pace.WaitAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan pause;
            string why;
            try
            {
                T answer = await call().ConfigureAwait(false);
                _pace.GiveBack();
                return answer;
            }
            catch (CiServiceException refused)
            {
                refused.Tries = tries;
                if (!(isIdempotent ? refused.IsTransient : refused.HttpStatus == 429) || !MayRepeat(tries, clock.Elapsed, refused.RetryAfter, out pause))
                {
                    throw;
                }

                why = refused.Message;
                if (refused.HttpStatus is 429 or 503)
                {
                    _pace.Quiet(refused.RetryAfter ?? pause);
                }
            }
            catch (CiTransportException failed)
            {
                failed.Tries = tries;
                if ((!isIdempotent && failed.MayHaveActed) || failed.Failure == TransportFailure.TlsRefused || !MayRepeat(tries, clock.Elapsed, null, out pause))
                {
                    throw;
                }

                why = failed.Message;
            }

            _told?.Invoke(string.Format(CultureInfo.InvariantCulture, Messages.Repeating, tries, _settings.MaximumRetryCount, pause.TotalSeconds, why));
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A pause drawn by chance between nothing and the longest one for a repeat.</summary>
    public static TimeSpan Draw(TimeSpan longest)
    {
        lock (Dice)
        {
            return TimeSpan.FromMilliseconds(longest.TotalMilliseconds * Random.NextDouble());
        }
    }

    private bool MayRepeat(int tries, TimeSpan elapsed, TimeSpan? retryAfter, out TimeSpan pause)
    {
        TimeSpan drawn = Draw(_settings.PauseBefore(tries));
        pause = retryAfter > drawn ? retryAfter.Value : drawn;
        return tries <= _settings.MaximumRetryCount
            && !(retryAfter > _settings.LongestPause)
            && elapsed + pause <= _settings.Budget
            && _pace.TryTakeRepeat();
    }
}
