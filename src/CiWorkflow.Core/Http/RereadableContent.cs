using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;

namespace CiWorkflow.Http;

/// <summary>A body from a stream that stays open, and is sent from its beginning each time: a repeated call sends it again.</summary>
internal sealed class RereadableContent : HttpContent
{
    private readonly Stream _stream;

    public RereadableContent(Stream stream) => _stream = stream;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _stream.Position = 0;
        return _stream.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _stream.Length;
        return true;
    }
}
