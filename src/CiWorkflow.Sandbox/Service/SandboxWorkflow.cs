using System;

namespace CiWorkflow.Sandbox.Service;

/// <summary>A workflow's definition: one chain of nodes from Start to End.</summary>
public sealed record SandboxWorkflow(string WorkflowId, string Name, DateTimeOffset Created, string State = "Active");
