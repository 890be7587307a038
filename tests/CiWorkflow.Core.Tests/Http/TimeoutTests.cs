using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Jobs.Model;
using CiWorkflow.Credentials;
using CiWorkflow.Http;
using CiWorkflow.Jobs;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>
/// The timeout of a call is one for the whole, and that of an object's content the longest time without progress; in virtual time.
/// </summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A large object may take as long as it takes, while something comes.</summary>
    [Fact]
    public void AnObjectThatComesSlowlyIsReadWhole()
    {
        using var service = new SlowService { Pieces = 100, Delay = Moment };
        using var target = new MemoryStream();
        service.Run(() => new CosBucket(service.Settings).ReadObjectAsync("k", target, Cancellation));
        Assert.Equal(100, target.Length);
        Assert.Equal(100, service.Ended.TotalSeconds, 3);
    }

    /// <summary>One that stops in the middle ends after the timeout, and not after hours.</summary>
    [Fact]
    public void AnObjectThatHangsEndsInSeconds()
    {
        using var service = new SlowService { Pieces = 3, Delay = Moment, LastDelay = Forever };
        using var target = new MemoryStream();
        CiTransportException? error = null;
        service.Run(async () => error = await Assert.ThrowsAsync<CiTransportException>(
            () => new CosBucket(service.Settings).ReadObjectAsync("k", target, Cancellation)));
        Assert.Equal(TransportFailure.Timeout, error!.Failure);
        Assert.InRange(service.Ended.TotalSeconds, 4, 5);
    }

    /// <summary>A list that comes a byte at a time is no progress: the timeout is for the whole answer.</summary>
    [Fact]
    public void AnAnswerThatDripsMeetsTheTimeout()
    {
        using var service = new SlowService { Pieces = 100, Delay = Moment };
        CiTransportException? error = null;
        service.Run(async () => error = await Assert.ThrowsAsync<CiTransportException>(
            () => new CiClient(service.Settings).GetJobAsync("j1", Cancellation)));
        Assert.Equal(TransportFailure.Timeout, error!.Failure);
        Assert.Equal(Timeout, service.Ended);
    }

    /// <summary>An error in place of an object is no object: its body has the timeout of an answer.</summary>
    [Fact]
    public void AnErrorThatDripsMeetsTheTimeout()
    {
        using var service = new SlowService { Pieces = 100, Delay = Moment, Status = HttpStatusCode.NotFound };
        using var target = new MemoryStream();
        CiTransportException? error = null;
        service.Run(async () => error = await Assert.ThrowsAsync<CiTransportException>(
            () => new CosBucket(service.Settings).ReadObjectAsync("k", target, Cancellation)));
        Assert.Equal(TransportFailure.Timeout, error!.Failure);
        Assert.Equal(Timeout, service.Ended);
    }

    /// <summary>A small text is read whole or not at all: an entry of a ledger and a checkpoint may not take longer than an answer.</summary>
    [Theory]
    [InlineData("an entry")]
    [InlineData("all entries")]
    [InlineData("a checkpoint")]
    public void AnEntryThatDripsMeetsTheTimeout(string what)
    {
        // 436/7734: the list that names the entry comes at once, and the entry a byte each half second.
        using var service = new SlowService
        {
            Pieces = 100,
            Delay = TimeSpan.FromSeconds(0.5),
            List = "<ListBucketResult><Name>media-1250000000</Name><Prefix>ledger/</Prefix><IsTruncated>false</IsTruncated>"
                + "<Contents><Key>ledger/a.xml</Key><Size>100</Size></Contents></ListBucketResult>",
        };
        var bucket = new CosBucket(service.Settings);
        Func<Task> read = what switch
        {
            "an entry" => () => new BucketCheckpointStore(bucket, "ledger/").ReadAsync("a.xml", Cancellation),
            "all entries" => () => JobLedger.ReadAsync(bucket, "ledger", Cancellation),
            _ => () => new Checkpoint(new BucketCheckpointStore(bucket, "checkpoints/"), "nightly", service.Settings.Clock).ReadAsync(Cancellation),
        };
        CiTransportException? error = null;
        service.Run(async () => error = await Assert.ThrowsAsync<CiTransportException>(read));
        Assert.Equal(TransportFailure.Timeout, error!.Failure);
        Assert.Equal(Timeout, service.Ended);
    }

    /// <summary>A large object may be sent slowly too, and a line that takes nothing more ends it.</summary>
    [Theory]
    [InlineData(100, 0, 101)]
    [InlineData(3, 86400, 4)]
    public void AnObjectIsSentWhileThereIsProgress(int pieces, int lastDelay, int seconds)
    {
        using var service = new SlowService
        {
            Pieces = 1,
            UploadDelay = Moment,
            LastUpload = pieces,
            LastUploadDelay = TimeSpan.FromSeconds(lastDelay),
        };
        using var content = new MemoryStream(new byte[100 * 64 * 1024]);
        Exception? error = null;
        service.Run(async () => error = await Record.ExceptionAsync(
            () => new CosBucket(service.Settings).PutObjectAsync("k", content, new byte[16], cancellationToken: Cancellation)));
        Assert.Equal(lastDelay == 0 ? null : TransportFailure.Timeout, (error as CiTransportException)?.Failure);
        Assert.Equal(lastDelay == 0, error is null);
        Assert.InRange(service.Ended.TotalSeconds, seconds - 1, seconds + 1);
    }

    /// <summary>Sends and receives a piece after each delay, in virtual time.</summary>
    private sealed class SlowService : HttpMessageHandler
    {
        public SlowService() => Settings = new CiClientSettings("media-1250000000", "ap-beijing", new CiCredential("AKIDtest", "secret"))
        {
            Handler = this,
            Clock = new ServiceClock(Time),
            Timeout = Timeout,
            Retry = new RetrySettings { MaximumRetryCount = 0 },
        };

        public VirtualTime Time { get; } = new();

        public CiClientSettings Settings { get; }

        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public int Pieces { get; init; }

        public TimeSpan Delay { get; init; }

        public TimeSpan LastDelay { get; init; }

        public string List { get; init; } = "";

        public TimeSpan UploadDelay { get; init; }

        public int LastUpload { get; init; }

        public TimeSpan LastUploadDelay { get; init; }

        public TimeSpan Ended { get; private set; }

        public void Run(Func<Task> call)
        {
            Task running = RunAsync(call);
            Time.Run();
            Assert.True(running.IsCompleted);
            running.GetAwaiter().GetResult();
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/" && List.Length > 0)
            {
                return new HttpResponseMessage(Status) { Content = new StringContent(List) };
            }

            if (request.Content is not null)
            {
                await request.Content.CopyToAsync(
                    new SlowStream(Time, LastUpload, UploadDelay, LastUploadDelay, cancellationToken), cancellationToken);
            }

            var body = new SlowStream(Time, Pieces, Delay, LastDelay, cancellationToken);
            return new HttpResponseMessage(Status) { Content = new StreamContent(body), Headers = { TransferEncodingChunked = true } };
        }

        private async Task RunAsync(Func<Task> call)
        {
            await call();
            Ended = Time.Elapsed;
        }
    }

#pragma warning disable CA1844 // The array overloads are those that Core, on netstandard2.0, calls.
    private sealed class SlowStream(VirtualTime time, int pieces, TimeSpan delay, TimeSpan lastDelay, CancellationToken connection) : Stream
    {
        private int _done;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_done == pieces)
            {
                await time.DelayAsync(lastDelay, cancellationToken);
                return 0;
            }

            await time.DelayAsync(delay, cancellationToken);
            _done++;
            return 1;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(time.DelayAsync(_done++ == pieces ? lastDelay : delay, connection));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
#pragma warning restore CA1844
}
