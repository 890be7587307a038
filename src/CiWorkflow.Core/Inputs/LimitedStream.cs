using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Inputs;

/// <summary>
/// Writes to another stream up to a size, and refuses what is larger before it fills the disk. It leaves the other stream open.
/// </summary>
internal sealed class LimitedStream : Stream
{
    private readonly Stream _target;
    private readonly long _maxLength;

    public LimitedStream(Stream target, long maxLength)
    {
        _target = target;
        _maxLength = maxLength;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _target.Length;

    public override long Position
    {
        get => _target.Position;
        set => _target.Position = value;
    }

    public override void Flush() => _target.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _target.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => _target.Seek(offset, origin);

    public override void SetLength(long value) => _target.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(count);
        _target.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Check(count);
        return _target.WriteAsync(buffer, offset, count, cancellationToken);
    }

    private void Check(int count)
    {
        if (_target.Position + count > _maxLength)
        {
            throw new SizeLimitException();
        }
    }
}

/// <summary>
/// More was written to a <see cref="LimitedStream"/> than it allows. It isn't an IOException, which would be taken for a lost connection
/// and repeated.
/// </summary>
internal sealed class SizeLimitException : Exception;
