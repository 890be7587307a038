using System;
using System.Collections.Concurrent;
using CiWorkflow.Module.Tests;
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Capabilities.TestFramework;
using Microsoft.Testing.Platform.CommandLine;
using Microsoft.Testing.Platform.Services;

// For tests/CiWorkflow.Breaks: the orders a line each, to an empty one; then it serves them, and sandboxes, until its input ends.
if (args is ["--host"])
{
    var orders = new ConcurrentQueue<string>();
    while (Console.ReadLine() is { Length: > 0 } order)
    {
        orders.Enqueue(order);
    }

    await using TestHost host = await TestHost.StartAsync(() => orders.TryDequeue(out string? next) ? next : null);
    Console.WriteLine(host.Address);
    while (Console.ReadLine() is not null)
    {
    }

    return 0;
}

ITestApplicationBuilder builder = await TestApplication.CreateBuilderAsync(args);
builder.CommandLine.AddProvider(() => new PesterOptions());
builder.RegisterTestFramework(
    _ => new TestFrameworkCapabilities(),
    (_, services) => new PesterFramework(services.GetRequiredService<ICommandLineOptions>()));
using ITestApplication application = await builder.BuildAsync();
return await application.RunAsync();
