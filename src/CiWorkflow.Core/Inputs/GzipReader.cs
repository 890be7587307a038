using System;
using System.IO;
using System.IO.Compression;

namespace CiWorkflow.Inputs;

/// <summary>Unpacks gzip (RFC 1952), several members one after another included, and makes sure of its end.</summary>
/// <remarks>
/// <see cref="GZipStream"/> takes a file that is cut off for one that has ended, and .NET Framework's reads the first member only.
/// Here the checksum and the length behind each member must be there and right.
/// </remarks>
internal sealed class GzipReader : Stream
{
    // Real reports pack to a fifth or a tenth, and repeated rows to a fiftieth. Deflate can reach 1:1032.
    private const int MaxRatio = 250;
    private const long UnpackedAlways = 64L * 1024 * 1024;
    private const int TrailerBytes = 8;

    // Nothing of these comes out, so that nobody who reads could end a file of them.
    private const int MostEmptyMembers = 100;
    private const int MostSilentBytes = 1024 * 1024;

    private static readonly uint[] Crc = CrcTable();

    private readonly PackedStream _packed;
    private readonly long _maxUnpacked;
    private DeflateStream? _member;
    private uint _crc;
    private uint _memberLength;
    private long _unpacked;
    private bool _hasMember;
    private int _emptyMembers;

    /// <param name="packed">The file, from its beginning; it stays open.</param>
    /// <param name="unpackedAlways">How many bytes it may unpack to whatever the ratio.</param>
    public GzipReader(Stream packed, long unpackedAlways = UnpackedAlways)
    {
        packed.Position = 0;
        _packed = new PackedStream(packed);
        _maxUnpacked = Math.Max(unpackedAlways, packed.Length * MaxRatio);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">It isn't gzip, is damaged, cut off, or unpacks to far more than a report does.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            if (_member is null)
            {
                if (!ReadHeader())
                {
                    return 0;
                }

                _member = new DeflateStream(_packed, CompressionMode.Decompress, leaveOpen: true);
                (_crc, _memberLength) = (uint.MaxValue, 0);
            }

            int read = _member.Read(buffer, offset, count);
            if (read > 0)
            {
                Count(buffer, offset, read);
                return read;
            }

            _member.Dispose();
            _member = null;
            CheckTrailer();
            if (_memberLength == 0 && ++_emptyMembers > MostEmptyMembers)
            {
                throw new InvalidDataException(Messages.GzipDamaged);
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Count(byte[] buffer, int offset, int count)
    {
        uint crc = _crc;
        for (int i = offset; i < offset + count; i++)
        {
            crc = Crc[(byte)(crc ^ buffer[i])] ^ (crc >> 8);
        }

        _packed.SilentBytes = 0;
        _crc = crc;
        _memberLength = unchecked(_memberLength + (uint)count);
        _unpacked += count;
        if (_unpacked > _maxUnpacked)
        {
            throw new InvalidDataException(Messages.GzipRatio);
        }
    }

    // The member's checksum and length, 64 bits that are known by now, stand where the deflate data ends: somewhere in what
    // DeflateStream has read last, or just behind it. It doesn't say where, so they are searched there.
    private void CheckTrailer()
    {
        byte[] trailer = new byte[TrailerBytes];
        Write(trailer, 0, ~_crc);
        Write(trailer, 4, _memberLength);
        byte[] tail = _packed.ReadSearched(TrailerBytes);
        for (int at = 0; at + TrailerBytes <= tail.Length; at++)
        {
            int same = 0;
            while (same < TrailerBytes && tail[at + same] == trailer[same])
            {
                same++;
            }

            if (same == TrailerBytes)
            {
                _packed.Position = _packed.SearchStart + at + TrailerBytes;
                _hasMember = true;
                return;
            }
        }

        throw new InvalidDataException(Messages.GzipDamaged);
    }

    private bool ReadHeader()
    {
        int first = _packed.ReadByte();
        while (_hasMember && first == 0)
        {
            // Zeros behind the last member are padding (gzip 1.x reads past them).
            first = _packed.ReadByte();
        }

        if (first < 0 && _hasMember)
        {
            return false;
        }

        if (first != 0x1F || Next() != 0x8B || Next() != 8)
        {
            throw new InvalidDataException(_hasMember ? Messages.GzipDamaged : Messages.NoGzip);
        }

        int flags = Next();
        Skip(6);
        if ((flags & 4) != 0)
        {
            Skip(Next() | (Next() << 8));
        }

        SkipText((flags & 8) != 0);
        SkipText((flags & 16) != 0);
        Skip((flags & 2) != 0 ? 2 : 0);
        return true;
    }

    private int Next()
    {
        int value = _packed.ReadByte();
        return value >= 0 ? value : throw new InvalidDataException(_hasMember ? Messages.GzipDamaged : Messages.NoGzip);
    }

    private void Skip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Next();
        }
    }

    private void SkipText(bool isThere)
    {
        while (isThere && Next() != 0)
        {
            // To the zero byte that ends it.
        }
    }

    private static void Write(byte[] target, int at, uint value)
    {
        for (int i = 0; i < 4; i++)
        {
            target[at + i] = (byte)(value >> (8 * i));
        }
    }

    private static uint[] CrcTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }

    /// <summary>The packed file, with the place from which a member's end is searched.</summary>
    private sealed class PackedStream : Stream
    {
        private readonly Stream _file;
        private long _lastStart;
        private long _lastEnd;

        public PackedStream(Stream file) => _file = file;

        /// <summary>How many bytes were read since something was unpacked: of headers, padding and blocks without content.</summary>
        public int SilentBytes { get; set; }

        /// <summary>Where the block before the last one begins: some versions of DeflateStream read one more than they need.</summary>
        public long SearchStart { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => _file.Length;

        public override long Position
        {
            get => _file.Position;
            set => _file.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            long start = _file.Position;
            int read = _file.Read(buffer, offset, count);
            if (read > 0)
            {
                (SearchStart, _lastStart, _lastEnd) = (_lastStart, start, start + read);
                CountSilent(read);
            }

            return read;
        }

        public override int ReadByte()
        {
            SearchStart = _lastStart = _lastEnd = _file.Position + 1;
            CountSilent(1);
            return _file.ReadByte();
        }

        private void CountSilent(int count)
        {
            if ((SilentBytes += count) > MostSilentBytes)
            {
                throw new InvalidDataException(Messages.GzipDamaged);
            }
        }

        /// <summary>
        /// The last two blocks that were read, and as many bytes behind them as there are, up to <paramref name="more"/>.
        /// </summary>
        public byte[] ReadSearched(int more)
        {
            byte[] bytes = new byte[Math.Max(0, Math.Min(_lastEnd + more, _file.Length) - SearchStart)];
            _file.Position = SearchStart;
            int length = 0;
            int read;
            do
            {
                read = _file.Read(bytes, length, bytes.Length - length);
                length += read;
            }
            while (read > 0);

            return bytes;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
