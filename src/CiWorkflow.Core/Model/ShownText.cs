using System.Globalization;
using System.Text;

namespace CiWorkflow.Model;

/// <summary>A text from outside as it may be printed at a prompt: control characters spelled out, cut where it is long.</summary>
internal static class ShownText
{
    private const int MaxCharacters = 200;

    public static string Of(string value)
    {
        var text = new StringBuilder();
        for (int i = 0; i < value.Length && i < MaxCharacters; i++)
        {
            char c = value[i];
            bool pair = char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]);
            if (pair)
            {
                text.Append(c).Append(value[++i]);
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(c);
            }
        }

        return value.Length > MaxCharacters ? text.Append('…').ToString() : text.ToString();
    }
}
