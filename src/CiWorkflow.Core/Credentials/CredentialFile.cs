using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>
/// Keys in the files of Tencent's tools: <c>~/.tencentcloud/credentials</c> (ini), <c>~/.tccli/&lt;profile&gt;.credential</c> (JSON).
/// </summary>
public static class CredentialFile
{
    /// <summary>The name of the profile that is read when none is named.</summary>
    public const string DefaultProfile = "default";

    private const int MostProfiles = 1000;

    // Somebody waits at the prompt for the list.
    private static readonly TimeSpan ListTime = TimeSpan.FromMilliseconds(300);

    /// <summary>Reads a profile.</summary>
    /// <param name="profile">Its name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
    /// <param name="home">The home directory.</param>
    /// <param name="warn">Called with a warning when other users can read a file; may be null.</param>
    /// <param name="place">The path of the file that the keys were read from.</param>
    /// <returns>
    /// A source of the profile's keys, which reads the file again when it is rewritten. For a profile of tccli of type cvm-role these are
    /// the keys
    /// of the machine's role. Null where neither file has the profile.
    /// </returns>
    /// <exception cref="CredentialException">
    /// A file can't be read, is malformed, or says that its keys are to be exchanged for those of a role (role-arn), which isn't done
    /// here. The
    /// message names the file and the line, and never has the content.
    /// </exception>
    /// <exception cref="InvalidFieldException">The profile's name isn't one.</exception>
    public static IRenewableCredentials? Find(string profile, string home, Action<string>? warn, out string place)
    {
        _ = CheckProfile(profile);
        _ = home ?? throw new ArgumentNullException(nameof(home));
        string ini = Path.Combine(home, ".tencentcloud", "credentials");
        string json = Path.Combine(home, ".tccli", profile + ".credential");
        FileCredentials? found = FileCredentials.Open(ini, warn, text => CredentialIni.Read(text, ini, profile))
            ?? FileCredentials.Open(json, warn, text => CredentialJson.Read(text, json, CredentialJson.Tccli));
        place = found?.Path ?? "";
        return found;
    }

    /// <summary>The names of the profiles in both places. A file that can't be read has none.</summary>
    /// <param name="home">The home directory.</param>
    /// <returns>The names, each once.</returns>
    public static IReadOnlyCollection<string> ListProfiles(string home) => ListProfiles(home, files: null);

    internal static IReadOnlyCollection<string> ListProfiles(string home, BoundedFile? files)
    {
        _ = home ?? throw new ArgumentNullException(nameof(home));
        var names = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            string path = Path.Combine(home, ".tencentcloud", "credentials");
            using var lines = new StringReader(KeyFile.Read(path, null, ListTime, files) ?? "");
            while (lines.ReadLine() is { } line)
            {
                string text = line.Trim();
                if (text.Length > 2 && text[0] == '[' && text[text.Length - 1] == ']')
                {
                    names.Add(text.Substring(1, text.Length - 2).Trim());
                }
            }
        }
        catch (CredentialException)
        {
            // Whoever reads the profile itself gets the error.
        }

        try
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(home, ".tccli"), "*.credential").Take(MostProfiles))
            {
                names.Add(Path.GetFileNameWithoutExtension(file));
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // As above.
        }

        return names;
    }

    /// <summary>Checks a profile's name, which becomes part of a path.</summary>
    /// <param name="profile">The name.</param>
    /// <returns>The name.</returns>
    /// <exception cref="InvalidFieldException">It isn't one.</exception>
    public static string CheckProfile(string? profile)
    {
        bool valid = profile is { Length: > 0 and <= 128 } && profile[0] != '.';
        for (int i = 0; valid && i < profile!.Length; i++)
        {
            valid = profile[i] is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-' or '_' or '.';
        }

        return valid ? profile! : throw new InvalidFieldException("ProfileName", profile ?? "", Messages.ProfileRule);
    }
}
