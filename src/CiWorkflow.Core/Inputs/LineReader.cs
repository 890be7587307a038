using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;

namespace CiWorkflow.Inputs;

/// <summary>
/// Reads the lines of a text as bytes. A line that is too long is refused before it is in memory, and reading can be cancelled.
/// </summary>
internal sealed class LineReader
{
    private const int BufferBytes = 64 * 1024;

    // A byte order mark and a carriage return don't count for the length.
    private const int Uncounted = 4;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly int _maxLength;
    private readonly bool _quoted;
    private readonly byte[] _buffer;
    private int _next;
    private int _end;
    private bool _ended;
    private int _start;
    private int _length;

    /// <param name="stream">The text, in UTF-8 with or without a byte order mark, its lines ended by LF or CRLF.</param>
    /// <param name="maxLength">The longest line, in bytes.</param>
    /// <param name="quoted">Whether a line break between two <c>"</c> belongs to the line, as in CSV.</param>
    public LineReader(Stream stream, int maxLength, bool quoted = false)
    {
        _stream = stream;
        _maxLength = maxLength;
        _quoted = quoted;
        _buffer = new byte[BufferBytes + maxLength + Uncounted];
    }

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the text has bytes that are zero or a byte order mark of UTF-16: it isn't UTF-8.</summary>
    public bool IsUtf16 =>
        (Number == 1 && _length >= 2 && ((At(0), At(1)) is (0xFF, 0xFE) or (0xFE, 0xFF)))
        || Array.IndexOf(_buffer, (byte)0, _start, _length) >= 0;

    /// <summary>Goes to the next line that isn't blank.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool Read(CancellationToken cancellationToken)
    {
        do
        {
            if (!ReadLine(cancellationToken))
            {
                return false;
            }
        }
        while (_length == 0);
        return true;
    }

    /// <summary>The text of the line; null where it isn't UTF-8.</summary>
    public string? TryDecode()
    {
        try
        {
            return Strict.GetString(_buffer, _start, _length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private bool ReadLine(CancellationToken cancellationToken)
    {
        int scanned = 0;
        bool isQuoted = false;
        while (true)
        {
            int found = Find(_next + scanned, ref isQuoted);
            if (found >= 0)
            {
                Take(found - _next, 1);
                return true;
            }

            scanned = _end - _next;
            if (scanned > _maxLength + Uncounted)
            {
                Number++;
                throw TooLong();
            }

            if (_ended)
            {
                Take(scanned, 0);
                return scanned > 0;
            }

            Fill(cancellationToken);
        }
    }

    private int Find(int from, ref bool isQuoted)
    {
        if (!_quoted)
        {
            return Array.IndexOf(_buffer, (byte)'\n', from, _end - from);
        }

        for (int i = from; i < _end; i++)
        {
            if (_buffer[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (_buffer[i] == '\n' && !isQuoted)
            {
                return i;
            }
        }

        return -1;
    }

    private void Take(int length, int lineBreak)
    {
        _start = _next;
        _length = length;
        _next += length + lineBreak;
        Number++;
        if (Number == 1 && _length >= 3 && (At(0), At(1), At(2)) is (0xEF, 0xBB, 0xBF))
        {
            _start += 3;
            _length -= 3;
        }

        if (_length > 0 && At(_length - 1) == '\r')
        {
            _length--;
        }

        if (_length > _maxLength)
        {
            throw TooLong();
        }
    }

    private void Fill(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_next > 0)
        {
            Buffer.BlockCopy(_buffer, _next, _buffer, 0, _end - _next);
            _end -= _next;
            _next = 0;
        }

        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }

    private InvalidDataException TooLong() =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.LineTooLong, Number, _maxLength));

    private byte At(int index) => _buffer[_start + index];
}
