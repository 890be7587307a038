using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Core.Tests.Hostile;
using CiWorkflow.Inputs;
using CiWorkflow.Model;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Inputs;

/// <summary>Files that are made to fill the memory, the disk or the time of whoever reads them.</summary>
public sealed class HostileFileTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly string[] Lines = ["", "a", "中文", "\r", "x,y", new string('l', 999)];

    /// <summary>A packed file that is one line is refused after the longest row, without unpacking the rest.</summary>
    [Fact]
    public async Task AnEndlessRowIsRefusedBeforeItIsInMemory()
    {
        byte[] packed = InputFixture.Pack(new byte[50 * Megabyte]);
        using var unpacked = new GzipReader(new MemoryStream(packed));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<InvalidDataException>(
            () => new LineReader(unpacked, 64 * 1024, quoted: true).Read(CancellationToken.None));
        Assert.Contains("line 1 is longer than 65536 bytes", refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Megabyte);

        var inputs = new InputFixture();
        inputs.PutReport(InputFixture.Pack(new byte[Megabyte]));
        InputPage page = await inputs.ReadReportAsync();
        Assert.Contains("line 1 is longer than 65536 bytes", Assert.Single(page.Messages()), StringComparison.Ordinal);
    }

    /// <summary>A file that unpacks to far more than a report does is refused.</summary>
    [Fact(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    public void AFileThatUnpacksToTooMuchIsRefused()
    {
        using var packed = new MemoryStream(InputFixture.Pack(new byte[80 * Megabyte]));
        using var reader = new GzipReader(packed);
        byte[] buffer = new byte[Megabyte];
        long unpacked = 0;
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() =>
        {
            for (int read; (read = reader.Read(buffer, 0, buffer.Length)) > 0;)
            {
                unpacked += read;
            }
        });
        Assert.Contains("250 times", refused.Message, StringComparison.Ordinal);
        Assert.InRange(unpacked, 63L * Megabyte, 64L * Megabyte);
    }

    /// <summary>A UrlFile that is one line is refused after the longest line; what came before it counts.</summary>
    [Fact]
    public async Task AnEndlessLineIsRefused()
    {
        var inputs = new InputFixture();
        byte[] text = [.. Encoding.UTF8.GetBytes(InputFixture.Host + "a\n"), .. Enumerable.Repeat((byte)'x', 2 * Megabyte)];
        InputPage page = await inputs.ReadUrlFileAsync(text);
        Assert.Equal(["a"], page.Keys());
        Assert.Contains("line 2 is longer than 8192 bytes", Assert.Single(page.Messages()), StringComparison.Ordinal);
    }

    /// <summary>However many lines are wrong, a page has no more faults than it may have objects.</summary>
    [Fact]
    public async Task APageOfWrongLinesIsBounded()
    {
        var inputs = new InputFixture();
        inputs.Put("list.txt", string.Concat(Enumerable.Repeat("no address\n", 2_500)));
        using var lines = new UrlFileLines(inputs.Cos, "list.txt");
        var counts = new List<int>();
        while (await lines.NextAsync(CancellationToken.None) is { } page)
        {
            counts.Add(page.Faults.Count);
        }

        Assert.Equal([1000, 1000, 500], counts);
    }

    /// <summary>Lines without an end that are all blank make no page; reading them ends when it is cancelled.</summary>
    [Fact(Skip = TestSize.IsSlow, SkipType = typeof(TestSize), SkipWhen = nameof(TestSize.IsSmall))]
    public void ReadingBlankLinesCanBeCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        int reads = 0;
        using var endless = new EndlessStream(() =>
        {
            if (++reads == 100)
            {
                cancellation.Cancel();
            }

            Assert.InRange(reads, 1, 1000);
        });
        var lines = new LineReader(endless, 100);
        Assert.Throws<OperationCanceledException>(() => lines.Read(cancellation.Token));
        Assert.Equal(100, reads);
    }

    /// <summary>The check of a file before its first row ends when it is cancelled, with a checksum and without.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("00")]
    public void TheCheckOfAFileCanBeCancelled(string md5)
    {
        using var packed = new MemoryStream(InputFixture.Pack(new byte[Megabyte]));
        Assert.Throws<OperationCanceledException>(() => ManifestRows.Check(packed, md5, new CancellationToken(canceled: true)));
    }

    /// <summary>A file that is larger than what may be read is refused while it comes, once and not again and again.</summary>
    [Fact]
    public async Task AFileThatIsTooLargeIsRefused()
    {
        var inputs = new InputFixture();
        inputs.Put("report/manifest.json", new byte[Manifest.MaxBytes + 1]);
        InputException refused = await Assert.ThrowsAsync<InputException>(() => inputs.ReadReportAsync());
        Assert.Contains("larger than 16777216 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Single(inputs.Service.Requests);
    }

    /// <summary>Gzip of every shape comes out as it went in: one member or several, empty ones, any lengths, padding behind.</summary>
    [Fact]
    public void GzipComesOutAsItWentIn() =>
        Gen.Select(Gen.Int[0, 40_000].Array[1, 4], Gen.Int[0, 1000], Gen.Int[0, 3], Gen.Int).Sample(
            (lengths, padding, repeat, seed) =>
            {
                using var packed = new MemoryStream();
                using var expected = new MemoryStream();
                var random = new Random(seed);
                foreach (int length in lengths)
                {
                    byte[] text = new byte[length];
                    random.NextBytes(text.AsSpan(0, length / (repeat + 1)));
                    packed.Write(InputFixture.Pack(text));
                    expected.Write(text);
                }

                packed.Write(new byte[padding]);
                Assert.Equal(expected.ToArray(), Unpack(packed.ToArray()));
            },
            iter: HostileInput.Times(100));

    /// <summary>
    /// A gzip file that is cut off anywhere, or changed anywhere that matters, is refused and never taken for a shorter one.
    /// </summary>
    [Fact]
    public void DamagedGzipIsRefused()
    {
        byte[] text = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i / 7))];
        byte[] packed = InputFixture.Pack(text);
        for (int length = 0; length < packed.Length; length++)
        {
            Assert.Equal(
                length < 10 ? Messages.NoGzip : Messages.GzipDamaged,
                Assert.Throws<InvalidDataException>(() => Unpack(packed[..length])).Message);
        }

        Gen.Select(Gen.Int[10, packed.Length - 1], Gen.Byte[1, 255]).Sample(
            (at, change) =>
            {
                byte[] damaged = [.. packed];
                damaged[at] ^= change;
                try
                {
                    // Deflate can write the same text in different ways: then nothing is lost.
                    Assert.Equal(text, Unpack(damaged));
                }
                catch (InvalidDataException)
                {
                    // Refused, as it should be.
                }
            },
            iter: HostileInput.Times(2000));
    }

    /// <summary>The optional fields of a header are read past.</summary>
    [Fact]
    public void TheFieldsOfAHeaderAreReadPast()
    {
        byte[] plain = InputFixture.Pack("abc");
        for (int flags = 0; flags < 32; flags++)
        {
            // FHCRC 2, FEXTRA 4, FNAME 8, FCOMMENT 16 (RFC 1952, 2.3.1); FTEXT 1 has no field.
            byte[] header = [0x1F, 0x8B, 8, (byte)flags, 0, 0, 0, 0, 0, 3];
            byte[] extra = (flags & 4) != 0 ? [1, 1, .. Enumerable.Repeat((byte)7, 257)] : [];
            byte[] name = (flags & 8) != 0 ? [.. "name\0"u8] : [];
            byte[] comment = (flags & 16) != 0 ? [.. "comment\0"u8] : [];
            byte[] crc = (flags & 2) != 0 ? [9, 9] : [];
            Assert.Equal("abc"u8, Unpack([.. header, .. extra, .. name, .. comment, .. crc, .. plain[10..]]));
        }
    }

    /// <summary>A file may unpack to 250 times its size, or to a fixed size where that is more, and not to a byte beyond.</summary>
    [Fact]
    public void AFileUnpacksToABoundedSize()
    {
        byte[] text = new byte[100_000];
        byte[] packed = InputFixture.Pack(text);
        Assert.InRange(packed.Length * 250, 1, text.Length - 1);
        Assert.Equal(text.Length, Unpack(packed, text.Length).Length);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => Unpack(packed, text.Length - 1));
        Assert.StartsWith("it unpacks to more than 250 times its size", refused.Message, StringComparison.Ordinal);

        // All members count together.
        refused = Assert.Throws<InvalidDataException>(() => Unpack([.. packed, .. packed], text.Length));
        Assert.StartsWith("it unpacks to more than 250 times its size", refused.Message, StringComparison.Ordinal);

        // Random bytes don't pack, so that the ratio allows them and the fixed size doesn't.
        byte[] random = new byte[1000];
        new Random(1).NextBytes(random);
        Assert.Equal(random, Unpack(InputFixture.Pack(random), 1));
    }

    /// <summary>What isn't gzip is distinguished from gzip that is damaged.</summary>
    [Fact]
    public void WhatIsNotGzipIsToldFromADamagedFile()
    {
        const string NoGzip = "it isn't gzip.";
        const string Damaged = "it is damaged or cut off.";
        byte[] packed = InputFixture.Pack("abc");
        Assert.Equal(NoGzip, Fault([]));
        Assert.Equal(NoGzip, Fault("not gzip at all"u8.ToArray()));
        Assert.Equal(NoGzip, Fault([0, .. packed]));
        Assert.Equal(NoGzip, Fault([0x1E, .. packed[1..]]));
        Assert.Equal(NoGzip, Fault([0x1F, 0x8A, .. packed[2..]]));
        Assert.Equal(NoGzip, Fault([0x1F, 0x8B, 7, .. packed[3..]]));
        Assert.Equal(NoGzip, Fault(packed[..9]));
        Assert.Equal(Damaged, Fault(packed[..^1]));
        Assert.Equal(Damaged, Fault([.. packed[..^8], .. new byte[8]]));
        Assert.Equal(Damaged, Fault([.. packed, .. packed[..9]]));
        Assert.Equal(Damaged, Fault([.. packed, 1]));
        Assert.Equal(Damaged, Fault([.. packed, .. "garbage"u8]));
        Assert.Equal(Damaged, Fault([.. packed, 0, 0x1F, 0x8B, 7]));

        static string Fault(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Unpack(bytes)).Message;
    }

    /// <summary>Zeros behind a member are padding, and a member may follow on them.</summary>
    [Fact]
    public void ZerosAreReadPast()
    {
        byte[] packed = InputFixture.Pack("abc");
        Assert.Equal("abc"u8, Unpack([.. packed, 0, 0, 0]));
        Assert.Equal("abcabc"u8, Unpack([.. packed, 0, 0, 0, .. packed, 0]));
        byte[] empty = [.. packed[..10], 3, 0, .. new byte[8]];
        Assert.Equal(""u8, Unpack(empty));
        Assert.Equal("abcabc"u8, Unpack([.. empty, .. packed, .. empty, .. packed]));
    }

    /// <summary>The file is read from its beginning and stays open; what is unpacked can only be read, and only forward.</summary>
    [Fact]
    public void UnpackingReadsForward()
    {
        using var file = new MemoryStream(InputFixture.Pack("abc")) { Position = 5 };
        using (var reader = new GzipReader(file))
        {
            Assert.Equal((true, false, false), (reader.CanRead, reader.CanSeek, reader.CanWrite));
            Assert.Throws<NotSupportedException>(() => reader.Length);
            Assert.Throws<NotSupportedException>(() => reader.Position);
            Assert.Throws<NotSupportedException>(() => reader.Position = 0);
            Assert.Throws<NotSupportedException>(() => reader.Seek(0, SeekOrigin.Begin));
            Assert.Throws<NotSupportedException>(() => reader.SetLength(0));
            Assert.Throws<NotSupportedException>(() => reader.Write([1], 0, 1));
            byte[] buffer = [1, 1, 1, 1, 1];
            Assert.Equal(3, reader.Read(buffer, 1, 4));
            Assert.Equal([1, .. "abc"u8, 1], buffer);
            Assert.Equal(0, reader.Read(buffer, 0, 5));
            Assert.Equal(0, reader.Read(buffer, 0, 5));
        }

        Assert.True(file.CanRead);
    }

    /// <summary>
    /// A long file of many blocks, and many short members behind each other, come out whole: no byte is lost where two meet.
    /// </summary>
    [Fact]
    public void LongFilesComeOutWhole()
    {
        byte[] random = new byte[100_000];
        new Random(2).NextBytes(random);
        Assert.Equal(random, Unpack(InputFixture.Pack(random)));
        byte[] member = InputFixture.Pack("ab");
        Assert.Equal(
            Enumerable.Repeat("ab"u8.ToArray(), 3000).SelectMany(static text => text),
            Unpack([.. Enumerable.Repeat(member, 3000).SelectMany(static bytes => bytes)]));
    }

    /// <summary>Reading lines ends when it is cancelled, as soon as the file is asked for more.</summary>
    [Fact]
    public void ReadingLinesCanBeCancelled()
    {
        var lines = new LineReader(new ChunkedStream("a\nb"u8.ToArray(), 2), 100);
        Assert.True(lines.Read(CancellationToken.None));
        Assert.Throws<OperationCanceledException>(() => lines.Read(new CancellationToken(canceled: true)));
        Assert.True(lines.Read(CancellationToken.None));
        Assert.Equal("b", lines.TryDecode());
    }

    /// <summary>UTF-16 is known by its mark in the first line, or by a zero in any line.</summary>
    [Fact]
    public void Utf16IsKnownByItsMarkOrAZero()
    {
        Assert.Equal([true, false], Are([0xFF, 0xFE, (byte)'a', (byte)'\n', 0xFF, 0xFE, (byte)'\n']));
        Assert.Equal([true], Are([0xFE, 0xFF]));
        Assert.Equal([false, true, false], Are("a\nb\0c\nd"u8.ToArray()));
        Assert.Equal([false, false], Are([0xFF, (byte)'\n', 0xFE]));
        Assert.Equal([false], Are([0xFF, 0xFF]));

        static List<bool> Are(byte[] text)
        {
            var reader = new LineReader(new MemoryStream(text), 100);
            var found = new List<bool>();
            while (reader.Read(CancellationToken.None))
            {
                found.Add(reader.IsUtf16);
            }

            return found;
        }
    }

    /// <summary>
    /// A byte order mark at the beginning is no part of the text, and one anywhere else is; of a line's end one CR is none.
    /// </summary>
    [Fact]
    public void AMarkAndALineEndAreNotText()
    {
        Assert.Equal(["a", "\uFEFFb", "c\r", "\rd", "e"], Texts("\uFEFFa\n\uFEFFb\nc\r\r\n\rd\r\ne"));
        Assert.Equal([], Texts("\uFEFF"));
        Assert.Equal([], Texts("\uFEFF\r\n\r\n\n"));
        Assert.Equal(["\uFEFFa"], Texts("\n\uFEFFa"));
        Assert.Equal(["a,\"b\nc\"", "d"], Texts("a,\"b\nc\"\nd", quoted: true));
        Assert.Equal(["a\"b", "c\""], Texts("a\"b\nc\""));
        Assert.Null(Assert.Single(Texts("\uFEFFx", bytes => [.. bytes[..3], 0xC3])));

        static List<string?> Texts(string text, Func<byte[], byte[]>? change = null, bool quoted = false)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            var reader = new LineReader(new ChunkedStream(change?.Invoke(bytes) ?? bytes, 1), 100, quoted);
            var found = new List<string?>();
            while (reader.Read(CancellationToken.None))
            {
                found.Add(reader.TryDecode());
            }

            return found;
        }
    }

    /// <summary>Lines come out as they are split by hand, whatever the sizes of the reads are.</summary>
    [Fact]
    public void LinesComeAsTheyAreSplit() =>
        Gen.Select(Gen.Int[0, Lines.Length - 1].Select(which => Lines[which]).Array[0, 200], Gen.Int[1, 3000], Gen.Bool).Sample(
            (lines, chunk, mark) =>
            {
                byte[] text = Encoding.UTF8.GetBytes((mark ? "\uFEFF" : "") + string.Join('\n', lines));
                using var stream = new ChunkedStream(text, chunk);
                var reader = new LineReader(stream, 1000);
                foreach (string line in lines.Select(line => line == "\r" ? "" : line).Where(line => line.Length > 0))
                {
                    Assert.True(reader.Read(CancellationToken.None));
                    Assert.Equal(line, reader.TryDecode());
                    Assert.Equal(line, lines[(int)reader.Number - 1]);
                }

                Assert.False(reader.Read(CancellationToken.None));
            },
            iter: HostileInput.Times(500));

    /// <summary>A line of exactly the longest length is read, and one byte more is refused, wherever the buffer ends.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(64 * 1024)]
    public void TheLongestLineIsRead(int longest)
    {
        byte[] text = [.. Enumerable.Repeat((byte)'a', longest), (byte)'\n', .. Enumerable.Repeat((byte)'b', longest + 1)];
        var reader = new LineReader(new ChunkedStream(text, 7000), longest);
        Assert.True(reader.Read(CancellationToken.None));
        Assert.Equal(longest, reader.TryDecode()!.Length);
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => reader.Read(CancellationToken.None)).Message, StringComparison.Ordinal);
        reader = new LineReader(new ChunkedStream([.. text.Skip(longest + 1), (byte)'\n'], 7000), longest);
        var refused = Assert.Throws<InvalidDataException>(() => reader.Read(CancellationToken.None));
        Assert.Contains("line 1 is longer than " + longest, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A temporary file has no name that another user or a later process could find, where the system allows that; elsewhere it is gone
    /// when closed.
    /// </summary>
    [Fact]
    public void ATemporaryFileLeavesNothing()
    {
        string purpose = "Test" + Guid.NewGuid().ToString("N");
        using (FileStream file = TemporaryFile.Create(purpose))
        {
            file.WriteByte(1);
            file.Position = 0;
            Assert.Equal(1, file.ReadByte());
            if (!OperatingSystem.IsWindows())
            {
                Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "CiWorkflow-" + purpose + "*"));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.SafeFileHandle));
            }
        }

        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "CiWorkflow-" + purpose + "*"));
    }

    private static byte[] Unpack(byte[] packed, long unpackedAlways = Megabyte)
    {
        using var reader = new GzipReader(new MemoryStream(packed), unpackedAlways);
        using var text = new MemoryStream();
        reader.CopyTo(text);
        return text.ToArray();
    }

    /// <summary>Line feeds without an end.</summary>
    private sealed class EndlessStream(Action read) : ReadOnlyStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            read();
            buffer.AsSpan(offset, count).Fill((byte)'\n');
            return count;
        }
    }

    /// <summary>Bytes that come in pieces.</summary>
    private sealed class ChunkedStream(byte[] bytes, int chunk) : ReadOnlyStream
    {
        private int _at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            int length = Math.Min(Math.Min(count, chunk), bytes.Length - _at);
            bytes.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }
    }

    private abstract class ReadOnlyStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
