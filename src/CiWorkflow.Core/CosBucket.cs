using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using CiWorkflow.Signing;
using CiWorkflow.Xml;

namespace CiWorkflow;

/// <summary>The objects of one bucket, on its cos host: one method a call.</summary>
/// <remarks>
/// Safe for concurrent use and cheap to make. Every method throws <see cref="CiServiceException"/> when the service answers with an error,
/// <see cref="CiTransportException"/> when no answer came that could be read, and <see cref="OperationCanceledException"/> when it was
/// cancelled.
/// </remarks>
public sealed class CosBucket
{
    // The user's own metadata of an object has this beginning (436/7749).
    private const string MarkHeader = "x-cos-meta-ciworkflow";

    private readonly CiClientSettings _settings;
    private readonly RequestSender _sender;
    private readonly ServiceHost _host;
    private volatile bool _isBucketKnown;

    /// <summary>Makes a client of a bucket's objects.</summary>
    /// <param name="settings">Where its calls go and how.</param>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public CosBucket(CiClientSettings settings)
    {
        _settings = settings ?? throw new ArgumentNullException(nameof(settings));
        _host = ServiceHost.Cos(settings);
        _sender = new RequestSender(settings, _host);
    }

    /// <summary>The bucket, as name-APPID.</summary>
    public string Bucket => _settings.Bucket;

    /// <summary>The bucket's region.</summary>
    public string Region => _settings.Region;

    /// <summary>What is known of a bucket is known for its address, and for what connects to it.</summary>
    internal (object Transport, string Address) Place => (_settings.Handler ?? (object)ConnectionPool.Process, _host.Root + Bucket);

    /// <summary>The host of the objects, as it stands in their URLs.</summary>
    public string Host => _host.Name;

    /// <summary>The URL of an object, its key percent-encoded.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The URL.</returns>
    /// <exception cref="InvalidFieldException">The key can't stand in a URL.</exception>
    public string UrlOf(string key) => "https://" + Host + PercentEncoding.EncodePath(PathOf(key));

    /// <summary>Reads what the bucket knows of an object: <c>HEAD /&lt;key&gt;</c>.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>Its size, its upload time and its storage class; null when the bucket has none of that key.</returns>
    /// <exception cref="InvalidFieldException">The key can't be sent.</exception>
    /// <exception cref="CiServiceException">The service answered with an error; NoSuchBucket where there is no such bucket.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public async Task<CiInputObject?> HeadObjectAsync(string key, CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall("HEAD", PathOf(key), "cos:HeadObject");
        try
        {
            return await _sender.SendAsync(
                call,
                answer => new CiInputObject(key)
                {
                    Size = answer.ContentLength,
                    LastModified = answer.LastModified,
                    StorageClass = answer.StorageClass.Length > 0 ? answer.StorageClass : "STANDARD",
                    Exists = true,
                    Bucket = Bucket,
                    Region = Region,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException missing) when (missing.HttpStatus == 404)
        {
            await CheckBucketAsync(key, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Reads an object: <c>GET /&lt;key&gt;</c>. The settings' timeout is the longest time without progress.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="target">What it is written to, emptied before each try.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>A task that completes when it has been read whole.</returns>
    /// <exception cref="InvalidFieldException">The key can't be sent.</exception>
    /// <exception cref="CiServiceException">The service answered with an error; 404 where the bucket has none of that key.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public Task ReadObjectAsync(string key, Stream target, CancellationToken cancellationToken = default)
    {
        _ = target ?? throw new ArgumentNullException(nameof(target));
        return _sender.SendAsync(
            new ServiceCall("GET", PathOf(key), "cos:GetObject") { Target = target, IsObject = true },
            static answer => answer,
            cancellationToken);
    }

    /// <summary>Reads a small text object whole, within the settings' timeout: <c>GET /&lt;key&gt;</c>.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="maxBytes">The largest that is read.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <exception cref="CiServiceException">The service answered with an error; 404 where the bucket has none of that key.</exception>
    /// <exception cref="CiTransportException">No whole answer came, or the object is larger.</exception>
    internal Task<string> ReadTextAsync(string key, int maxBytes, CancellationToken cancellationToken) => _sender.SendAsync(
        new ServiceCall("GET", PathOf(key), "cos:GetObject") { MaxBytes = maxBytes, IsObject = true },
        static answer => Encoding.UTF8.GetString(answer.Body, 0, answer.Length),
        cancellationToken);

    /// <summary>
    /// Writes an object: <c>PUT /&lt;key&gt;</c>, with Content-MD5. It is there whole or not at all. The settings' timeout is the longest
    /// time without progress.
    /// </summary>
    /// <param name="key">Its key: 1 to 850 bytes of UTF-8.</param>
    /// <param name="content">What to write, read from its beginning for each try; it stays open.</param>
    /// <param name="md5">The MD5 of the content, 16 bytes.</param>
    /// <param name="onlyIfAbsent">
    /// Leaves an object that is there already alone, atomically (x-cos-forbid-overwrite). Without effect in a bucket whose versioning was
    /// ever
    /// enabled: see <see cref="WasVersionedAsync"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the call at once; the object may have been written all the same.</param>
    /// <returns>The id of the request.</returns>
    /// <exception cref="InvalidFieldException">The key can't be sent.</exception>
    /// <exception cref="CiServiceException">The service answered with an error; 409 where the object is there.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public Task<string> PutObjectAsync(
        string key, Stream content, byte[] md5, bool onlyIfAbsent = false, CancellationToken cancellationToken = default) =>
        PutObjectAsync(key, content, md5, onlyIfAbsent, mark: null, static answer => answer.RequestId, cancellationToken);

    /// <summary>As the public one, with a mark of this library in the object's metadata.</summary>
    internal Task<string> PutObjectAsync(
        string key, Stream content, byte[] md5, bool onlyIfAbsent, string? mark, CancellationToken cancellationToken) =>
        PutObjectAsync(key, content, md5, onlyIfAbsent, mark, static answer => answer.RequestId, cancellationToken);

    /// <summary>Writes a small text object.</summary>
    /// <returns>
    /// Whether the answer's ETag, the MD5 of what was written, shows that the answer is this request's: that of another call has another.
    /// </returns>
    internal Task<bool> PutTextAsync(string key, byte[] text, bool onlyIfAbsent, CancellationToken cancellationToken)
    {
#pragma warning disable CA5351 // Content-MD5 is what the service checks; nothing is kept secret by it.
        using var hash = MD5.Create();
#pragma warning restore CA5351
        byte[] md5 = hash.ComputeHash(text);
        string tag = BitConverter.ToString(md5).Replace("-", "");
        return PutObjectAsync(
            key,
            new MemoryStream(text),
            md5,
            onlyIfAbsent,
            mark: null,
            answer => answer.ETag.Equals(tag, StringComparison.OrdinalIgnoreCase),
            cancellationToken);
    }

    private Task<T> PutObjectAsync<T>(
        string key,
        Stream content,
        byte[] md5,
        bool onlyIfAbsent,
        string? mark,
        Func<ServiceAnswer, T> read,
        CancellationToken cancellationToken)
    {
        _ = content ?? throw new ArgumentNullException(nameof(content));
        var call = new ServiceCall("PUT", PathOf(key), "cos:PutObject")
        {
            BodyStream = content,
            ContentMd5 = md5,
            ContentType = "text/plain; charset=utf-8",
        };
        if (onlyIfAbsent)
        {
            call.Headers.Add(new("x-cos-forbid-overwrite", "true"));
        }

        if (mark is not null)
        {
            call.Headers.Add(new(MarkHeader, mark));
        }

        return _sender.SendAsync(call, read, cancellationToken);
    }

    /// <summary>
    /// The mark of this library on an object, empty where it has none, and when it was written; null where the bucket has no such object.
    /// </summary>
    internal async Task<(string Mark, DateTimeOffset? Written)?> ReadMarkAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await _sender.SendAsync(
                new ServiceCall("HEAD", PathOf(key), "cos:HeadObject"),
                static answer => (answer.Mark, answer.LastModified),
                cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException missing) when (missing.HttpStatus == 404)
        {
            return null;
        }
    }

    /// <summary>Whether the bucket is there: <c>HEAD /</c>. One that the keys may not read counts as there.</summary>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>False only when the service knows no such bucket in the region.</returns>
    /// <exception cref="CiServiceException">The service answered with another error than 403 or 404.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _sender.SendAsync(new ServiceCall("HEAD", "/", "cos:HeadBucket"), static _ => true, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (CiServiceException refused) when (refused.HttpStatus is 403 or 404)
        {
            return refused.HttpStatus == 403;
        }
    }

    /// <summary>Whether the bucket's versioning was ever enabled: <c>GET /?versioning</c>. A suspended one counts.</summary>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>False only when the service says that it has no versioning.</returns>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    public Task<bool> WasVersionedAsync(CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall("GET", "/", "cos:GetBucketVersioning");
        call.Query.Add(new("versioning", ""));
        return _sender.SendAsync(
            call, static answer => answer.Parse(static (body, length, _) => VersioningReader.Read(body, length)), cancellationToken);
    }

    /// <summary>Lists at most one object, which shows whether the keys may list the bucket: <c>GET /?max-keys=1</c>.</summary>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>A task that completes when the service has answered.</returns>
    /// <exception cref="CiServiceException">The service answered with an error.</exception>
    /// <exception cref="CiTransportException">No whole answer came.</exception>
    public Task ListFirstAsync(CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall("GET", "/", "cos:GetBucket");
        call.AddQuery("max-keys", "1");
        call.AddQuery("encoding-type", "url");
        return _sender.SendAsync(
            call, static answer => answer.Parse(static (body, length, _) => ObjectListReader.Read(body, length)), cancellationToken);
    }

    /// <summary>Lists what stands directly in a folder: <c>GET /?prefix=&amp;delimiter=/</c>, its first page of at most 1,000.</summary>
    /// <param name="folder">The folder with its slash at the end; empty for the top of the bucket.</param>
    /// <param name="cancellationToken">Ends the call at once.</param>
    /// <returns>The folders and the keys.</returns>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">No readable answer came.</exception>
    internal async Task<FolderPage> ListFolderAsync(string folder, CancellationToken cancellationToken = default)
    {
        ObjectPage page = await ListObjectsAsync(folder, "", "/", cancellationToken).ConfigureAwait(false);
        return new FolderPage(page.Prefixes, page.Objects.ConvertAll(static item => item.Key));
    }

    /// <exception cref="CiTransportException">No readable answer came, or it is about another prefix.</exception>
    internal Task<ObjectPage> ListObjectsAsync(string prefix, string marker, string delimiter, CancellationToken cancellationToken)
    {
        var call = new ServiceCall("GET", "/", "cos:GetBucket");
        call.AddQuery("prefix", prefix);
        call.AddQuery("marker", marker);
        call.AddQuery("delimiter", delimiter);
        call.AddQuery("max-keys", "1000");
        call.AddQuery("encoding-type", "url");
        return _sender.SendAsync(
            call, answer => answer.Parse((body, length, _) => ObjectListReader.Read(body, length, Bucket, prefix)), cancellationToken);
    }

    /// <summary>Asks whether a 404 without a body is the object's or the bucket's: the error of a GET has a Code.</summary>
    private async Task CheckBucketAsync(string key, CancellationToken cancellationToken)
    {
        if (_isBucketKnown)
        {
            return;
        }

        var call = new ServiceCall("GET", PathOf(key), "cos:GetObject");
        call.Headers.Add(new("Range", "bytes=0-0"));
        try
        {
            await _sender.SendAsync(call, static answer => answer, cancellationToken).ConfigureAwait(false);
        }
        catch (CiServiceException missing) when (missing.IsMissingItem)
        {
            // The bucket itself says that it has no such object.
        }

        _isBucketKnown = true;
    }

    private static string PathOf(string key) => "/" + FieldRules.CheckPathKey("Key", key);
}
