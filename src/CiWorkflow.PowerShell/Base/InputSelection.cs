using CiWorkflow.Model;

namespace CiWorkflow.Base;

/// <summary>The one of the four inputs that is meant. The empty cells of a row that names another input don't count: an empty Prefix among them is not the whole bucket.</summary>
internal static class InputSelection
{
    /// <exception cref="InvalidFieldException">None is given, or several, or the one breaks its rule.</exception>
    public static JobInput Of(string? prefix, string? key, string? urlFile, string? manifest)
    {
        int given = 0;
        int filled = 0;
        foreach (string? one in new[] { prefix, key, urlFile, manifest })
        {
            given += one is null ? 0 : 1;
            filled += string.IsNullOrEmpty(one) ? 0 : 1;
        }

        if (filled > 1 || (filled == 0 && given != 1))
        {
            throw new InvalidFieldException("Input", null, CommandMessages.OneInput, filled);
        }

        bool Is(string? one) => filled == 0 ? one is not null : one is { Length: > 0 };
        return Is(key) ? JobInput.FromObject(key!)
            : Is(urlFile) ? JobInput.FromUrlFile(urlFile!)
            : Is(manifest) ? JobInput.FromManifest(manifest!)
            : JobInput.FromPrefix(prefix!);
    }
}
