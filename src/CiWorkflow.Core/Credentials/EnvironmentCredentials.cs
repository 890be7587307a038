using System;
using System.Threading;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>Keys in the environment, under the names that Tencent's own tools read.</summary>
public static class EnvironmentCredentials
{
    private static readonly string[][] Names =
    [
        ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"],
        ["COS_SECRET_ID", "COS_SECRET_KEY", "COS_SESSION_TOKEN"],
    ];

    private static CiCredential? _known;

    /// <summary>
    /// Reads TENCENTCLOUD_SECRET_ID, _SECRET_KEY and _TOKEN (or _SESSION_TOKEN), or else COS_SECRET_ID, COS_SECRET_KEY and
    /// COS_SESSION_TOKEN.
    /// </summary>
    /// <param name="place">The name of the variable that the SecretId was read from.</param>
    /// <returns>The keys; null where the environment has none.</returns>
    /// <exception cref="InvalidFieldException">They can't be sent in a header.</exception>
    public static CiCredential? Find(out string place)
    {
        foreach (string[] names in Names)
        {
            place = names[0];
            if (Read(names[0]) is { } id && Read(names[1]) is { } key)
            {
                string? token = null;
                for (int i = 2; i < names.Length; i++)
                {
                    token ??= Read(names[i]);
                }

                // The same keys are the same instance: what is derived from them is kept for it.
                CiCredential? known = Volatile.Read(ref _known);
                if (known is null || !known.HasKeys(id, key, token))
                {
                    known = new CiCredential(id, key, token);
                    Volatile.Write(ref _known, known);
                }

                return known;
            }
        }

        place = "";
        return null;
    }

    /// <summary>The region in TENCENTCLOUD_REGION; null where there is none.</summary>
    /// <returns>The region, not checked.</returns>
    public static string? FindRegion() => Read("TENCENTCLOUD_REGION");

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;
}
