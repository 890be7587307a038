namespace CiWorkflow.Connection;

/// <summary>A setting as a command would take it, and where it comes from.</summary>
public sealed class ResolvedSetting
{
    internal ResolvedSetting(string name, string? value, string source)
    {
        Name = name;
        Value = value;
        Source = source;
    }

    /// <summary>The setting: Bucket, Region, Credential, CiEndpoint and so on.</summary>
    public string Name { get; }

    /// <summary>Its value, keys masked to the first four characters of the SecretId; null where there is none.</summary>
    public string? Value { get; }

    /// <summary>Where it comes from.</summary>
    public string Source { get; }

    /// <summary>The name and the value.</summary>
    public override string ToString() => Name + " = " + Value;
}
