using System;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>One of the two hosts of a bucket: what stands in the Host header, and the address that is connected to.</summary>
/// <param name="Name">The Host header.</param>
/// <param name="Root">The address, without a slash at its end.</param>
/// <param name="IsCi">Whether it is the host of the CI calls, and not the one of the objects.</param>
/// <param name="IsLoopback">Whether the address is on this machine.</param>
internal sealed record ServiceHost(string Name, string Root, bool IsCi, bool IsLoopback)
{
    /// <summary>The host of the CI calls: jobs, executions, workflows.</summary>
    public static ServiceHost Ci(CiClientSettings settings) => Make(settings, "ci", settings.CiEndpoint ?? settings.Endpoint);

    /// <summary>
    /// The host of the CI calls that are about no bucket in particular: which buckets are bound (page DescribeMediaBuckets).
    /// </summary>
    public static ServiceHost CiRegion(CiClientSettings settings)
    {
        ServiceHost host = Ci(settings);
        string name = host.Name.Substring(settings.Bucket.Length + 1);
        return host with { Name = name, Root = host.Root == "https://" + host.Name ? "https://" + name : host.Root };
    }

    /// <summary>The host of the objects.</summary>
    public static ServiceHost Cos(CiClientSettings settings) => Make(settings, "cos", settings.CosEndpoint ?? settings.Endpoint);

    private static ServiceHost Make(CiClientSettings settings, string service, Uri? endpoint)
    {
        string name = settings.Bucket + "." + service + "." + settings.Region + "." + settings.Domain;
        string root = endpoint?.GetLeftPart(UriPartial.Authority) ?? "https://" + name;
        return new(name, root, service == "ci", endpoint is not null && FieldRules.IsLoopback(endpoint));
    }
}
