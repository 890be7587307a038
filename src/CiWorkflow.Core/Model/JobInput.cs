using System.Text;

namespace CiWorkflow.Model;

/// <summary>What a job selects its objects from: one of four (page: Request.Input).</summary>
public sealed class JobInput
{
    internal JobInput()
    {
    }

    /// <summary>The key of an inventory report's manifest.json.</summary>
    public string? Manifest { get; internal set; }

    /// <summary>The key of a text object with one object URL a line.</summary>
    public string? UrlFile { get; internal set; }

    /// <summary>The beginning of the keys; the empty one selects the whole bucket.</summary>
    public string? Prefix { get; internal set; }

    /// <summary>One object's key.</summary>
    public string? Object { get; internal set; }

    /// <summary>The objects whose keys begin with <paramref name="prefix"/>.</summary>
    /// <param name="prefix">The beginning of the keys; empty for the whole bucket. At most 850 bytes of UTF-8.</param>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidFieldException">It is too long or holds a character that can't be sent.</exception>
    public static JobInput FromPrefix(string prefix) => new() { Prefix = FieldRules.CheckKey("Prefix", prefix, mayBeEmpty: true) };

    /// <summary>One object.</summary>
    /// <param name="key">Its key: 1 to 850 bytes of UTF-8.</param>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidFieldException">It is empty, too long, or holds a character that can't be sent.</exception>
    public static JobInput FromObject(string key) => new() { Object = FieldRules.CheckKey("Object", key) };

    /// <summary>The objects whose URLs stand in a text object, one a line.</summary>
    /// <param name="key">The text object's key: 1 to 850 bytes of UTF-8.</param>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidFieldException">It is empty, too long, or holds a character that can't be sent.</exception>
    public static JobInput FromUrlFile(string key) => new() { UrlFile = FieldRules.CheckKey("UrlFile", key) };

    /// <summary>The objects of an inventory report.</summary>
    /// <param name="key">The key of its manifest.json: 1 to 850 bytes of UTF-8.</param>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidFieldException">It is empty, too long, or holds a character that can't be sent.</exception>
    public static JobInput FromManifest(string key) => new() { Manifest = FieldRules.CheckKey("Manifest", key) };

    /// <summary>The kind and the key, such as <c>Prefix: input/</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, nameof(Manifest), Manifest);
        Append(text, nameof(UrlFile), UrlFile);
        Append(text, nameof(Prefix), Prefix);
        Append(text, nameof(Object), Object);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string kind, string? key)
    {
        if (key is not null)
        {
            text.Append(text.Length > 0 ? ", " : "").Append(kind).Append(": ").Append(key);
        }
    }
}
