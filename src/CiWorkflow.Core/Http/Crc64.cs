namespace CiWorkflow.Http;

/// <summary>The CRC-64 of ECMA-182 as x-cos-hash-crc64ecma has it (COS: 436/40334), of the bytes so far.</summary>
internal readonly struct Crc64
{
    private const ulong Polynomial = 0xC96C5795D7870F42;

    private static readonly ulong[] Table = MakeTable();

    private readonly ulong _state;

    private Crc64(ulong state) => _state = state;

    /// <summary>That of no bytes.</summary>
    public static Crc64 Empty => new(ulong.MaxValue);

    /// <summary>The checksum.</summary>
    public ulong Value => ~_state;

    /// <summary>That of the bytes so far and of these.</summary>
    public Crc64 Add(byte[] bytes, int count)
    {
        ulong state = _state;
        for (int i = 0; i < count; i++)
        {
            state = Table[(byte)(state ^ bytes[i])] ^ (state >> 8);
        }

        return new Crc64(state);
    }

    private static ulong[] MakeTable()
    {
        ulong[] table = new ulong[256];
        for (uint i = 0; i < table.Length; i++)
        {
            ulong value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? Polynomial ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
