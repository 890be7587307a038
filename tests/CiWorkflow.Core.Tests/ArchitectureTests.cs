using System;
using System.Collections.Generic;
using System.Linq;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests;

/// <summary>The rooms of Core: which may know which, and what Core may know at all.</summary>
public sealed class ArchitectureTests
{
    private static readonly System.Reflection.Assembly Core = typeof(JobsDetail).Assembly;
    private static readonly Architecture Rooms = new ArchLoader().LoadAssembly(Core).Build();

    // Each room and those that it may know. The clients (CiClient, CosBucket) stand in the root.
    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["Jobs"] = ["Inputs", "", "Http", "Signing", "Credentials", "Xml", "Model"],
        ["Inputs"] = ["", "Http", "Signing", "Credentials", "Xml", "Model"],
        [""] = ["Http", "Signing", "Credentials", "Xml", "Model"],
        ["Http"] = ["Signing", "Credentials", "Xml", "Model"],
        ["Signing"] = ["Credentials", "Model"],
        ["Credentials"] = ["Xml", "Model"],
        ["Xml"] = ["Model"],
        ["Model"] = [],
    };

    /// <summary>A room knows only those below it, so that there is no cycle.</summary>
    [Fact]
    public void TheRoomsDependOneWay()
    {
        string[] wrong = [.. Rooms.Types
            .Where(type => type.Namespace.FullName.StartsWith("CiWorkflow", StringComparison.Ordinal))
            .SelectMany(type => type.GetTypeDependencies(Rooms).Select(
                other => (From: RoomOf(type), To: RoomOf(other), Text: type.FullName + " -> " + other.FullName)))
            .Where(pair => pair.From is not null && pair.To is not null && pair.From != pair.To)
            .Where(pair => !MayKnow.TryGetValue(pair.From!, out string[]? allowed) || !allowed.Contains(pair.To))
            .Select(pair => pair.Text)
            .Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.Empty(wrong);
    }

    /// <summary>Core ships alone: it refers to the base library and to nothing else.</summary>
    [Fact]
    public void CoreKnowsTheBaseLibraryOnly() =>
        Assert.Equal(["netstandard"], Core.GetReferencedAssemblies().Select(reference => reference.Name));

    // The resources' class belongs to no room: every room has messages.
    private static string? RoomOf(IType type) => type.Namespace.FullName switch
    {
        "CiWorkflow" when type.Name == "Messages" => null,
        "CiWorkflow" => "",
        ['C', 'i', 'W', 'o', 'r', 'k', 'f', 'l', 'o', 'w', '.', .. var room] => room,
        _ => null,
    };
}
