using System;

namespace CiWorkflow.Model;

/// <summary>The order in which COS lists keys: that of their UTF-8 bytes, which is the order of their code points.</summary>
internal static class KeyOrder
{
    public static int Compare(string a, string b)
    {
        int length = Math.Min(a.Length, b.Length);
        for (int i = 0; i < length; i++)
        {
            if (a[i] != b[i])
            {
                // UTF-16 has surrogates before U+E000 to U+FFFF, although their code points come after.
                return Weight(a[i]) - Weight(b[i]);
            }
        }

        return a.Length - b.Length;
    }

    private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
