namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The check value of an object: CRC-64 with the reflected ECMA polynomial, as COS and Go's hash/crc64 have it.</summary>
internal static class Crc64
{
    private const ulong Polynomial = 0xC96C5795D7870F42;

    private static readonly ulong[] Table = MakeTable();

    public static ulong Of(byte[] content)
    {
        ulong crc = ulong.MaxValue;
        foreach (byte value in content)
        {
            crc = Table[(byte)crc ^ value] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (uint value = 0; value < 256; value++)
        {
            ulong crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            table[value] = crc;
        }

        return table;
    }
}
