namespace CiWorkflow.Sandbox.Service;

/// <summary>What is answered, before a fault strikes it.</summary>
internal sealed record SandboxAnswer(int Status, string Body, string ContentType)
{
    /// <summary>A body that is no text; null for <see cref="Body"/>.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>The object whose headers go with it; null for none.</summary>
    public SandboxObject? Object { get; init; }
}
