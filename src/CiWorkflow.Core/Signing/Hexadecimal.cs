namespace CiWorkflow.Signing;

/// <summary>Hexadecimal digits as ASCII bytes.</summary>
internal static class Hexadecimal
{
    /// <summary>The lower-case digit of a value from 0 to 15.</summary>
    public static byte LowerDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);

    /// <summary>The upper-case digit of a value from 0 to 15.</summary>
    public static byte UpperDigit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);

    /// <summary>Writes each byte as two lower-case digits.</summary>
    public static void Write(byte[] value, byte[] target, int start)
    {
        foreach (byte b in value)
        {
            target[start++] = LowerDigit(b >> 4);
            target[start++] = LowerDigit(b & 15);
        }
    }
}
