using System;

namespace CiWorkflow.Model;

/// <summary>The words by which the name of a secret is known.</summary>
internal static class SecretWords
{
    /// <summary>The place in a list, which is called a token and is none.</summary>
    public const string PlaceInList = "NextToken";

    private static readonly string[] Words =
    [
        "token", "signature", "secret", "credential", "authorization", "password", "passwd", "formatstring", "stringtosign", "signkey",
        "accesskeyid", "q-ak",
    ];

    /// <summary>Whether one of them is in a text.</summary>
    public static bool IsIn(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsAt(text, i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of them begins at a place of a text.</summary>
    public static bool IsAt(string text, int at)
    {
        // The letters that one of them begins with.
        if ("tscapfq".IndexOf((char)(text[at] | 0x20)) < 0)
        {
            return false;
        }

        foreach (string word in Words)
        {
            if (string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
