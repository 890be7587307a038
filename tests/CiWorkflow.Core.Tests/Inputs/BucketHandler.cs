using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Web;
using System.Xml.Linq;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>A bucket in memory, as far as reading it goes (COS: GET Bucket, GET Object, HEAD Object).</summary>
internal sealed class BucketHandler : HttpMessageHandler
{
    private readonly SortedDictionary<string, (byte[] Content, DateTimeOffset? Time)> _objects = new(StringComparer.Ordinal);
    private int _concurrent;

    /// <summary>The names on a page; the service has 1,000 at the most.</summary>
    public int PageLength { get; set; } = 1000;

    /// <summary>What answers instead, where it returns an answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = static _ => null;

    /// <summary>Waited for before each answer.</summary>
    public Func<Task> Before { get; set; } = static () => Task.CompletedTask;

    /// <summary>The requests that arrived, as <c>GET /key</c>, in order; listings with their query.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The most requests that were open at once.</summary>
    public int MostConcurrent { get; private set; }

    /// <summary>Holds the second request back until the third one is there, so that what is sent at once is seen at once.</summary>
    public void HoldSecond()
    {
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Before = () =>
        {
            int count;
            lock (Requests)
            {
                count = Requests.Count;
            }

            if (count >= 3)
            {
                third.TrySetResult();
            }

            return count == 2 ? third.Task : Task.CompletedTask;
        };
    }

    public void Put(string key, byte[] content, DateTimeOffset? time) => _objects[key] = (content, time);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath[1..]);
        lock (Requests)
        {
            Requests.Add(request.Method + " /" + path + request.RequestUri.Query);
            MostConcurrent = Math.Max(MostConcurrent, ++_concurrent);
        }

        await Before();
        lock (Requests)
        {
            _concurrent--;
        }

        return Instead(request) ?? (path.Length == 0 ? List(request.RequestUri) : Read(request.Method, path));
    }

    private HttpResponseMessage Read(HttpMethod method, string key)
    {
        if (!_objects.TryGetValue(key, out (byte[] Content, DateTimeOffset? Time) found))
        {
            return Error(HttpStatusCode.NotFound, "NoSuchKey");
        }

        byte[] content = method == HttpMethod.Head ? [] : found.Content;
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };
        answer.Content.Headers.ContentLength = found.Content.Length;
        answer.Content.Headers.LastModified = found.Time;
        return answer;
    }

    public static HttpResponseMessage Error(HttpStatusCode status, string code) =>
        new(status) { Content = new StringContent("<Error><Code>" + code + "</Code><Message>m</Message></Error>") };

    private HttpResponseMessage List(Uri uri)
    {
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(uri.Query);
        (string prefix, string marker, string delimiter) = (query["prefix"] ?? "", query["marker"] ?? "", query["delimiter"] ?? "");
        bool isEncoded = query["encoding-type"] == "url";
        var names = new List<(string Name, bool IsFolder)>();
        foreach (string key in _objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            int cut = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            string name = cut < 0 ? key : key[..(cut + delimiter.Length)];
            if (string.CompareOrdinal(name, marker) > 0 && (names.Count == 0 || names[^1].Name != name))
            {
                names.Add((name, cut >= 0));
            }
        }

        (string Name, bool IsFolder)[] page = [.. names.Take(PageLength)];
        var list = new XElement(
            "ListBucketResult",
            new XElement("IsTruncated", names.Count > page.Length ? "true" : "false"),
            names.Count > page.Length ? new XElement("NextMarker", Encode(page[^1].Name)) : null,
            isEncoded ? new XElement("EncodingType", "url") : null,
            page.Where(item => !item.IsFolder).Select(item => new XElement(
                "Contents",
                new XElement("Key", Encode(item.Name)),
                new XElement("Size", _objects[item.Name].Content.Length),
                _objects[item.Name].Time is { } time ? new XElement("LastModified", Text(time)) : null)),
            page.Where(item => item.IsFolder).Select(item => new XElement("CommonPrefixes", new XElement("Prefix", Encode(item.Name)))));
        string body = list.ToString(SaveOptions.DisableFormatting);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8) };

        static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

        string Encode(string text) => isEncoded ? Uri.EscapeDataString(text) : text;
    }
}
