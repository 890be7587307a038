using System.Globalization;
using System.IO;

namespace CiWorkflow.Credentials;

/// <summary>Reads <c>[profile]</c>, <c>secret_id = …</c>, <c>secret_key = …</c> and a token where there is one.</summary>
internal static class CredentialIni
{
    /// <summary>The keys of a profile; null where the text hasn't got it.</summary>
    /// <exception cref="CredentialException">A line is neither a section, a pair nor a comment: its number is said, and not what it holds.</exception>
    public static CredentialFields? Read(string text, string path, string profile)
    {
        CredentialFields? found = null;
        bool inside = false;
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
                inside = line[line.Length - 1] == ']' ? line.Substring(1, line.Length - 2).Trim() == profile : throw Malformed(path, number);
                found = inside ? found ?? new CredentialFields() : found;
                continue;
            }

            int equals = line.IndexOf('=');
            if (equals <= 0)
            {
                throw Malformed(path, number);
            }

            if (inside)
            {
                found = With(found!, line.Substring(0, equals).Trim(), line.Substring(equals + 1).Trim());
            }
        }

        return found;
    }

    private static CredentialFields With(CredentialFields fields, string name, string value) => name.ToLowerInvariant() switch
    {
        "secret_id" => fields with { SecretId = value },
        "secret_key" => fields with { SecretKey = value },
        "token" or "session_token" => fields with { Token = value },
        _ => fields,
    };

    private static CredentialException Malformed(string path, int line) =>
        new(string.Format(CultureInfo.InvariantCulture, Messages.IniMalformed, path, line));
}
