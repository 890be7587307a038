using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;

namespace CiWorkflow.Http;

/// <summary>A body that is read from its beginning for each try, stays open, and knows whether it began to be sent.</summary>
internal sealed class RequestContent : HttpContent
{
    private const int PieceBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly long _length;
    private readonly Action _progress;

    /// <param name="stream">The body.</param>
    /// <param name="progress">Called before each piece is sent.</param>
    public RequestContent(Stream stream, Action progress)
    {
        _stream = stream;
        _length = stream.Length;
        _progress = progress;
    }

    /// <summary>Whether a handler asked for the body: the request, or a part of it, may have left the machine.</summary>
    public bool IsSent { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        IsSent = true;
        _stream.Position = 0;
        byte[] piece = new byte[Math.Min(PieceBytes, Math.Max(1, _length))];
        int read;
        while ((read = await _stream.ReadAsync(piece, 0, piece.Length).ConfigureAwait(false)) > 0)
        {
            _progress();
            await stream.WriteAsync(piece, 0, read).ConfigureAwait(false);
        }

        _progress();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
