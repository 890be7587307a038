using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CiWorkflow.Credentials;

/// <summary>Reads <c>[profile]</c>, <c>secret_id = …</c>, <c>secret_key = …</c> and a token where there is one.</summary>
/// <remarks>
/// Tencent's tools read such a file with different libraries. Where these agree, or where only one reading makes sense, it is followed:
/// quotes
/// around a value and a comment behind it (a blank and <c>#</c> or <c>;</c>) don't belong to it. Where they disagree on which keys count,
/// as with
/// a section or a name that stands twice, the file is refused.
/// </remarks>
internal static class CredentialIni
{
    /// <summary>The keys of a profile; null where the text doesn't have it.</summary>
    /// <exception cref="CredentialException">
    /// A line is malformed or repeats one. The message has its number and not its content.
    /// </exception>
    public static CredentialFields? Read(string text, string path, string profile)
    {
        int section = 0;
        bool inside = false;
        var values = new Dictionary<string, (string Value, int Line)>(StringComparer.Ordinal);
        int number = 0;
        using var lines = new StringReader(text);
        while (lines.ReadLine() is { } raw)
        {
            number++;
            string line = raw.Trim().TrimStart('\uFEFF');
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[')
            {
                inside = ReadSection(line, path, number) == profile;
                section = !inside ? section : section == 0 ? number : throw Repeated(path, number, "[" + profile + "]", section);
                continue;
            }

            int equals = line.IndexOf('=');
            if (equals <= 0)
            {
                throw Malformed(path, number);
            }

            string name = line.Substring(0, equals).Trim().ToLowerInvariant();
            if (inside && IsKnown(name))
            {
                string value = ReadValue(line.Substring(equals + 1), path, number);
                if (values.TryGetValue(name, out (string Value, int Line) first))
                {
                    throw Repeated(path, number, name, first.Line);
                }

                values.Add(name, (value, number));
            }
        }

        return section == 0 ? null : new CredentialFields
        {
            SecretId = Value(values, "secret_id"),
            SecretKey = Value(values, "secret_key"),
            Token = Value(values, "token", "session_token"),
            RoleArn = Value(values, "role_arn", "role-arn"),
        };
    }

    private static bool IsKnown(string name) =>
        name is "secret_id" or "secret_key" or "token" or "session_token" or "role_arn" or "role-arn";

    private static string Value(Dictionary<string, (string Value, int Line)> values, params string[] names) =>
        names.Select(name => values.TryGetValue(name, out (string Value, int Line) found) ? found.Value : "")
            .FirstOrDefault(static value => value.Length > 0) ?? "";

    private static string ReadSection(string line, string path, int number)
    {
        string section = WithoutComment(line);
        return section.Length > 2 && section[section.Length - 1] == ']'
            ? section.Substring(1, section.Length - 2).Trim()
            : throw Malformed(path, number);
    }

    private static string ReadValue(string text, string path, int number)
    {
        string value = WithoutComment(text.Trim());
        bool quoted = value.Length >= 2 && value[0] is '"' or '\'' && value[value.Length - 1] == value[0];
        value = quoted ? value.Substring(1, value.Length - 2) : value;
        return value.All(static c => c is > ' ' and <= '~' and not ('"' or '\''))
            ? value
            : throw new CredentialException(string.Format(CultureInfo.InvariantCulture, Messages.IniValue, path, number));
    }

    private static string WithoutComment(string text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] is '#' or ';' && text[i - 1] is ' ' or '\t')
            {
                return text.Substring(0, i).TrimEnd();
            }
        }

        return text.Length > 0 && text[0] is ('#' or ';') ? "" : text;
    }

    private static CredentialException Malformed(string path, int line) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.IniMalformed, path, line));

    private static CredentialException Repeated(string path, int line, string what, int first) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.IniRepeated, path, line, what, first));
}
