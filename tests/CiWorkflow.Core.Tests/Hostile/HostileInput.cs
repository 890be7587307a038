using System;
using System.Globalization;
using System.Linq;
using System.Text;
using CsCheck;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>Generated input: good documents with pieces cut out, doubled and put in, and plain noise.</summary>
internal static class HostileInput
{
    private static readonly string[] Pieces =
    [
        "<", ">", "&", "</", "/>", "<![CDATA[", "]]>", "<!--", "-->", "<?x ?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;", "&#xD800;", "&lt;", "\"", "'",
        "\0", "\u0001", "\uFFFE", "\uD83D", "\uDE00", "\u202E", "\r\n", "\n", "\t", " ", "{", "}", "[", "]", ":", ",", "\\u0000", "\\", "=", ";", "#", "null", "true",
        "1e999", "-", "9999999999999999999", "2022-02-30T25:61:61+9999", "<a>", "<JobsDetail>", "<JobId>", "xmlns=\"x\"", "中文", "[default]", "secret_id = ",
    ];

    /// <summary>How many inputs a property tries: times CIWORKFLOW_FUZZ_FACTOR, on demand.</summary>
    public static long Times(long count) => TestSize.IsSmall ? count / 2
        : long.TryParse(Environment.GetEnvironmentVariable("CIWORKFLOW_FUZZ_FACTOR"), NumberStyles.None, CultureInfo.InvariantCulture, out long factor) ? count * factor
        : count;

    /// <summary>Text that was once one of these.</summary>
    public static Gen<string> From(params string[] good) =>
        Gen.Select(Gen.Int[0, good.Length - 1], Change.Array[0, 6]).Select((which, changes) => changes.Aggregate(good[which], Apply));

    /// <summary>Bytes: such text, or noise, which may be no UTF-8.</summary>
    public static Gen<byte[]> BytesFrom(params string[] good) =>
        Gen.Frequency(
            (9, From(good).Select(Encoding.UTF8.GetBytes)),
            (1, Gen.Byte.Array[0, 200]),
            (2, Gen.Select(From(good), Gen.Int[0, 2000], Gen.Byte).Select((text, at, noise) =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                if (bytes.Length > 0)
                {
                    bytes[at % bytes.Length] = noise;
                }

                return bytes;
            })));

    private static readonly Gen<(int Kind, int At, int Length, int Piece)> Change = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4000], Gen.Int[1, 40], Gen.Int[0, Pieces.Length - 1]);

    /// <summary>What is done to good bytes.</summary>
    public static Gen<(int Kind, int At, int Length, int Piece)[]> Changes => Change.Array[0, 6];

    /// <summary>Good bytes with the changes done to them; their texts are put in as UTF-8.</summary>
    public static byte[] Apply(byte[] good, (int Kind, int At, int Length, int Piece)[] changes) =>
        Encoding.Latin1.GetBytes(changes.Aggregate(Encoding.Latin1.GetString(good), static (text, change) => Apply(text, change, inBytes: true)));

    private static string Apply(string text, (int Kind, int At, int Length, int Piece) change) => Apply(text, change, inBytes: false);

    private static string Apply(string text, (int Kind, int At, int Length, int Piece) change, bool inBytes)
    {
        int at = text.Length == 0 ? 0 : change.At % text.Length;
        int length = Math.Min(change.Length, text.Length - at);
        return change.Kind switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, text.Substring(at, length)),
            _ => text.Insert(at, inBytes ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Pieces[change.Piece])) : Pieces[change.Piece]),
        };
    }
}
