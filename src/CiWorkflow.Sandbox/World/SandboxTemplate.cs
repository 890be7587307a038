using System;

namespace CiWorkflow.Sandbox.World;

/// <summary>A template of a task: what a tag does, by name.</summary>
public sealed record SandboxTemplate(string TemplateId, string Name, string Tag, DateTimeOffset Created)
{
    /// <summary>Custom, or Official for one of the service's own.</summary>
    public string Category { get; init; } = "Custom";
}
