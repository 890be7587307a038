using System;
using System.Reflection;
using System.Runtime.InteropServices;
using CiWorkflow.Http;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>The User-Agent, by which the service's support recognises a program.</summary>
public sealed class UserAgentTests
{
    private static string Version =>
        typeof(UserAgent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string Inside => RuntimeInformation.FrameworkDescription + "; "
        + (OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "Linux");

    /// <summary>It names this library, its version, the program if there is one, the framework and the system.</summary>
    [Theory]
    [InlineData("PowerShell 7.6.5", "PowerShell 7.6.5; ")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void ItNamesTheProgram(string? host, string named) =>
        Assert.Equal($"CiWorkflow/{Version} ({named}{Inside})", UserAgent.Compose(host));

    /// <summary>What would end the comment or break the header is replaced.</summary>
    [Fact]
    public void WhatIsNotSafeIsReplaced() =>
        Assert.Equal($"CiWorkflow/{Version} ( a~_b__c__ __; {Inside})", UserAgent.Compose(" a~\u007fb()c\\\r \né"));
}
