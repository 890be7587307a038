using System;
using System.IO;
using System.Reflection;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>Keys in the files of Tencent's tools: <c>~/.tencentcloud/credentials</c> (ini), <c>~/.tccli/&lt;profile&gt;.credential</c> (JSON).</summary>
public static class CredentialFile
{
    private const long MostBytes = 1024 * 1024;

    /// <summary>The name of the profile that is read when none is named.</summary>
    public const string DefaultProfile = "default";

    /// <summary>Reads a profile.</summary>
    /// <param name="profile">Its name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
    /// <param name="home">The home directory.</param>
    /// <param name="warn">Called with a warning when other users can read a file; may be null.</param>
    /// <param name="place">The path of the file that the keys were read from.</param>
    /// <returns>The keys; null where neither file has the profile.</returns>
    /// <exception cref="CredentialException">A file can't be read or is malformed: it is named, with the line, and never its content.</exception>
    /// <exception cref="InvalidFieldException">The profile's name isn't one.</exception>
    public static CiCredential? Find(string profile, string home, Action<string>? warn, out string place)
    {
        _ = CheckProfile(profile);
        _ = home ?? throw new ArgumentNullException(nameof(home));
        place = Path.Combine(home, ".tencentcloud", "credentials");
        if (Read(place, warn) is { } ini && CredentialIni.Read(ini, place, profile) is { } found)
        {
            return Make(found, place);
        }

        place = Path.Combine(home, ".tccli", profile + ".credential");
        if (Read(place, warn) is { } json)
        {
            return Make(CredentialJson.Read(json, place, "secretId", "secretKey", "token"), place);
        }

        place = "";
        return null;
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

    private static CiCredential Make(CredentialFields fields, string path)
    {
        if (fields.SecretId.Length == 0 || fields.SecretKey.Length == 0)
        {
            throw new CredentialException(string.Format(System.Globalization.CultureInfo.InvariantCulture, Messages.FileLacksKeys, path));
        }

        try
        {
            return new CiCredential(fields.SecretId, fields.SecretKey, fields.Token);
        }
        catch (InvalidFieldException unfit)
        {
            throw new CredentialException(path + ": " + unfit.Message, unfit);
        }
    }

    private static string? Read(string path, Action<string>? warn)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return null;
            }

            if (file.Length > MostBytes)
            {
                throw new CredentialException(string.Format(System.Globalization.CultureInfo.InvariantCulture, Messages.FileTooLong, path));
            }

            if (IsOpenToOthers(path))
            {
                warn?.Invoke(string.Format(System.Globalization.CultureInfo.InvariantCulture, Messages.FileIsOpen, path));
            }

            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException(string.Format(System.Globalization.CultureInfo.InvariantCulture, Messages.FileUnreadable, path, failure.GetType().Name), failure);
        }
    }

    // The mode of a file is not in the base library that both PowerShells share; PowerShell 7 has it on Unix, and Windows has none.
    private static bool IsOpenToOthers(string path)
    {
        const int readByGroupOrOthers = 0x24;
        MethodInfo? mode = Path.DirectorySeparatorChar == '/' ? typeof(File).GetMethod("GetUnixFileMode", [typeof(string)]) : null;
        return mode is not null && (Convert.ToInt32(mode.Invoke(null, [path]), System.Globalization.CultureInfo.InvariantCulture) & readByGroupOrOthers) != 0;
    }
}
