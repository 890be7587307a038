using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Core.Tests.Jobs.Model;

/// <summary>How the bucket of a ledger behaves.</summary>
internal enum BucketWorld
{
    /// <summary>It does what it says; its requests are not modelled (<see cref="ModelLedger"/>).</summary>
    Sound = 0,

    /// <summary>A caller may get the answer to another call: another write's, or another entry.</summary>
    ExchangesAnswers,

    /// <summary>It overwrites in spite of x-cos-forbid-overwrite, as one does whose versioning was ever enabled.</summary>
    Overwrites,
}

/// <summary>
/// The requests of one process to the ledger's bucket: each write can be killed before or after it, and each answer can be another call's.
/// </summary>
internal sealed class ModelBucket : HttpMessageHandler
{
    /// <summary>What the key of an entry ends with that a process wrote long before: nothing goes wrong with it.</summary>
    public const string EarlierEntry = "earlier.xml";

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(1);

    private readonly VirtualTime _time;
    private readonly Choices _choices;
    private readonly Dictionary<string, string> _objects;
    private readonly ModelProcess _process;
    private readonly BucketWorld _world;

    public ModelBucket(VirtualTime time, Choices choices, Dictionary<string, string> objects, ModelProcess process, BucketWorld world)
    {
        _time = time;
        _choices = choices;
        _objects = objects;
        _process = process;
        _world = world;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await _time.DelayAsync(Latency, cancellationToken);
        if (_process.IsKilled)
        {
            await new TaskCompletionSource().Task;
        }

        string key = request.RequestUri!.AbsolutePath[1..];
        return request.Method == HttpMethod.Put ? await PutAsync(key, request, cancellationToken)
            : key.Length == 0 ? Answer(HttpStatusCode.OK, "<VersioningConfiguration/>")
            : Get(key);
    }

    private HttpResponseMessage Get(string key)
    {
        // The answer to another call is about another entry, or about one that isn't there.
        int fate = _world == BucketWorld.ExchangesAnswers && !IsEarlier(key) ? _choices.Pick(3) : 0;
        string? text = fate == 2 ? null
            : fate == 1 ? _objects.FirstOrDefault(other => other.Key != key && !IsEarlier(other.Key)).Value
            : _objects.GetValueOrDefault(key);
        return text is null ? Answer(HttpStatusCode.NotFound, "<Error><Code>NoSuchKey</Code></Error>") : Answer(HttpStatusCode.OK, text, text);
    }

    private async Task<HttpResponseMessage> PutAsync(string key, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        int fate = IsEarlier(key) ? 0 : _choices.Pick(_world == BucketWorld.ExchangesAnswers ? 4 : 3);
        await KillIfAsync(fate == 1);
        bool isRefused = _world != BucketWorld.Overwrites && request.Headers.Contains("x-cos-forbid-overwrite") && _objects.ContainsKey(key);
        if (!isRefused)
        {
            _objects[key] = body;
        }

        await KillIfAsync(fate == 2);
        return isRefused != (fate == 3)
            ? Answer(HttpStatusCode.Conflict, "<Error><Code>FileAlreadyExists</Code></Error>")
            : Answer(HttpStatusCode.OK, "", isRefused ? _objects[key] : body);
    }

    private static bool IsEarlier(string key) => key.EndsWith(EarlierEntry, StringComparison.Ordinal);

    private async Task KillIfAsync(bool isKilled)
    {
        if (isKilled)
        {
            _process.Kill();
            await new TaskCompletionSource().Task;
        }
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, string? written = null)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
        if (written is not null)
        {
#pragma warning disable CA5351 // The ETag is the MD5.
            answer.Headers.TryAddWithoutValidation("ETag", "\"" + Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(written))) + "\"");
#pragma warning restore CA5351
        }

        return answer;
    }
}
