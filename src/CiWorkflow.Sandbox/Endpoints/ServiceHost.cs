using System.Text.RegularExpressions;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>What a Host header names: the CI service or the object store, of a bucket in a region, under either domain.</summary>
internal sealed partial record ServiceHost(string? Bucket, string Service, string Region)
{
    /// <summary>Whether it is the object store's host.</summary>
    public bool IsObjectStore => Service == "cos";

    /// <summary>Reads a Host header; null when it is no host of the service.</summary>
    public static ServiceHost? Read(string host)
    {
        Match match = Pattern().Match(host);
        return match.Success
            ? new ServiceHost(
                match.Groups["bucket"] is { Success: true } bucket ? bucket.Value : null,
                match.Groups["service"].Value,
                match.Groups["region"].Value)
            : null;
    }

    [GeneratedRegex(
        @"\A(?:(?<bucket>[a-z0-9-]+)\.)?(?<service>ci|cos)\.(?<region>[a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)(?::[0-9]+)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
