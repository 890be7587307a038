using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using CiWorkflow.Credentials;

namespace CiWorkflow.Signing;

/// <summary>Signs requests with one credential: the Authorization header of Tencent Cloud's COS and CI (436/7778).</summary>
/// <remarks>
/// Safe for concurrent use. The SignKey of a time window is derived once and reused, and so are the hash objects and
/// buffers: a signature allocates its own text and the two hash values, and little else.
/// </remarks>
internal sealed class RequestSigner
{
    private static readonly ConditionalWeakTable<CiCredential, RequestSigner> Signers = new();

    private readonly CiCredential _credential;
    private SigningWindow? _window;
    private SignKey? _signKey;
    private Workspace? _idle;

    /// <summary>Makes a signer for <paramref name="credential"/>.</summary>
    /// <param name="credential">The keys to sign with.</param>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is null.</exception>
    public RequestSigner(CiCredential credential) => _credential = credential ?? throw new ArgumentNullException(nameof(credential));

    /// <summary>The signer of a credential: the same one for the same instance, so that its SignKey is derived once.</summary>
    internal static RequestSigner Of(CiCredential credential) => Signers.GetValue(credential, static keys => new RequestSigner(keys));

    /// <summary>Whether a header is one of those that are signed: host, content-length, content-md5, x-cos-* and x-ci-*.</summary>
    /// <param name="name">The header's name, in any case.</param>
    /// <returns>False for the headers that a proxy may change or add, and for content-type.</returns>
    public static bool IsSigned(string name) =>
        string.Equals(name, "Host", StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, "Content-Length", StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, "Content-MD5", StringComparison.OrdinalIgnoreCase)
        || (name is not null
            && (name.StartsWith("x-cos-", StringComparison.OrdinalIgnoreCase) || name.StartsWith(
                "x-ci-", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The window to sign with now; the same object, and so the same SignKey, while it is fresh.</summary>
    /// <param name="now">The time of the service, as well as it is known.</param>
    /// <returns>A window that is valid at <paramref name="now"/>.</returns>
    public SigningWindow WindowAt(DateTimeOffset now)
    {
        SigningWindow? current = Volatile.Read(ref _window);
        SigningWindow window = SigningWindow.At(now, current);
        if (!ReferenceEquals(window, current))
        {
            Volatile.Write(ref _window, window);
        }

        return window;
    }

    /// <summary>Signs a request.</summary>
    /// <param name="window">The time in which the signature is to be valid.</param>
    /// <param name="method">The HTTP method, in any case.</param>
    /// <param name="path">The path, not encoded, with its leading slash.</param>
    /// <param name="query">Every parameter of the query, not encoded; a parameter without a value has an empty one.</param>
    /// <param name="headers">The headers that are sent; those that <see cref="IsSigned"/> names are signed, the others are not.</param>
    /// <returns>The value of the Authorization header.</returns>
    /// <exception cref="ArgumentNullException">One of the arguments is null.</exception>
    public string Sign(
        SigningWindow window,
        string method,
        string path,
        IReadOnlyList<KeyValuePair<string, string>> query,
        IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        _ = window ?? throw new ArgumentNullException(nameof(window));
        _ = method ?? throw new ArgumentNullException(nameof(method));
        _ = path ?? throw new ArgumentNullException(nameof(path));
        _ = query ?? throw new ArgumentNullException(nameof(query));
        _ = headers ?? throw new ArgumentNullException(nameof(headers));

        Workspace workspace = Interlocked.Exchange(ref _idle, null) ?? new Workspace();
        try
        {
            workspace.Use(SignKeyOf(window));
            return workspace.Sign(_credential.SecretId, window, method, path, query, headers);
        }
        finally
        {
            // One workspace is kept for reuse. A second one, made by a thread that signed at the same time, is disposed.
            Interlocked.Exchange(ref _idle, workspace)?.Dispose();
        }
    }

    private SignKey SignKeyOf(SigningWindow window)
    {
        SignKey? key = Volatile.Read(ref _signKey);
        if (key is null || key.Window.Text != window.Text)
        {
            key = new SignKey(window, _credential.SecretKey);
            Volatile.Write(ref _signKey, key);
        }

        return key;
    }

    private sealed class SignKey
    {
        public SignKey(SigningWindow window, byte[] secretKey)
        {
            Window = window;
            using var hmac = new HMACSHA1(secretKey);
            Hex = new byte[40];
            Hexadecimal.Write(hmac.ComputeHash(Encoding.ASCII.GetBytes(window.Text)), Hex, 0);
        }

        public SigningWindow Window { get; }

        public byte[] Hex { get; }
    }

    /// <summary>What one signature needs while it is made: the hash objects and the buffers.</summary>
    private sealed class Workspace : IDisposable
    {
        private readonly SHA1 _sha1 = SHA1.Create();
        private readonly CanonicalList _parameters = new();
        private readonly CanonicalList _headers = new();
        private readonly ByteBuffer _text = new(1024);
        private HMACSHA1? _hmac;
        private SignKey? _key;

        public void Use(SignKey key)
        {
            if (ReferenceEquals(_key, key))
            {
                return;
            }

            _hmac?.Dispose();
            _hmac = new HMACSHA1(key.Hex);
            _key = key;
        }

        public string Sign(
            string secretId,
            SigningWindow window,
            string method,
            string path,
            IReadOnlyList<KeyValuePair<string, string>> query,
            IReadOnlyList<KeyValuePair<string, string>> headers)
        {
            _parameters.Clear();
            for (int i = 0; i < query.Count; i++)
            {
                _parameters.Add(query[i]);
            }

            _headers.Clear();
            for (int i = 0; i < headers.Count; i++)
            {
                KeyValuePair<string, string> header = headers[i];
                if (IsSigned(header.Key))
                {
                    _headers.Add(header);
                }
            }

            _parameters.Sort();
            _headers.Sort();

            ByteBuffer text = _text;
            text.Clear();
            text.AppendLowerAscii(method);
            text.Append((byte)'\n');
            text.AppendUtf8(path);
            text.Append((byte)'\n');
            _parameters.WritePairs(text);
            text.Append((byte)'\n');
            _headers.WritePairs(text);
            text.Append((byte)'\n');
            byte[] httpHash = _sha1.ComputeHash(text.Bytes, 0, text.Length);

            text.Clear();
            text.AppendAscii("sha1\n");
            text.AppendAscii(window.Text);
            text.Append((byte)'\n');
            text.AppendHex(httpHash);
            text.Append((byte)'\n');
            byte[] signature = _hmac!.ComputeHash(text.Bytes, 0, text.Length);

            text.Clear();
            text.AppendAscii("q-sign-algorithm=sha1&q-ak=");
            text.AppendAscii(secretId);
            text.AppendAscii("&q-sign-time=");
            text.AppendAscii(window.Text);
            text.AppendAscii("&q-key-time=");
            text.AppendAscii(window.Text);
            text.AppendAscii("&q-header-list=");
            _headers.WriteNames(text);
            text.AppendAscii("&q-url-param-list=");
            _parameters.WriteNames(text);
            text.AppendAscii("&q-signature=");
            text.AppendHex(signature);
            return Encoding.ASCII.GetString(text.Bytes, 0, text.Length);
        }

        public void Dispose()
        {
            _sha1.Dispose();
            _hmac?.Dispose();
        }
    }
}
