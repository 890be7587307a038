using System;
using System.Collections.Generic;
using System.IO;
using Xunit;

namespace CiWorkflow.PowerShell.Tests;

/// <summary>Tests that change the environment of the process run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Environment";
}

/// <summary>An environment without any keys, and a home of its own; the one before comes back in the end.</summary>
internal sealed class EnvironmentFixture : IDisposable
{
    private static readonly string[] Names =
    [
        "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_REGION", "TENCENTCLOUD_PROFILE",
        "COS_SECRET_ID", "COS_SECRET_KEY", "COS_SESSION_TOKEN", "HOME", "USERPROFILE", "CIWORKFLOW_METADATA_ADDRESS",
    ];

    private readonly Dictionary<string, string?> _before = [];

    public EnvironmentFixture()
    {
        foreach (string name in Names)
        {
            _before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, null);
        }

        Home = Directory.CreateTempSubdirectory("CiWorkflow.Tests").FullName;
        Set("HOME", Home);
        Set("USERPROFILE", Home);

        // A port that nobody listens at, and no look-up of a name that isn't there.
        Set("CIWORKFLOW_METADATA_ADDRESS", "http://127.0.0.1:9");
    }

    public string Home { get; }

    public static void Set(string name, string value) => Environment.SetEnvironmentVariable(name, value);

    public void Write(string file, string text)
    {
        string path = Path.Combine(Home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Directory.Delete(Home, recursive: true);
    }
}
