using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>
/// The call that lists the buckets that are bound to the service (436/48988). Its host names a region, and may name no bucket.
/// </summary>
internal static class MediaBucketEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.Serve("GET", "/mediabucket", List);

    private static SandboxAnswer List(ServiceCall call)
    {
        string[] names = call.List("bucketNames");
        string part = call.Request.Parameter("bucketName") ?? "";
        string[] regions = call.List("regions");
        List<SandboxBucket> found = [.. call.World.Buckets.Where(bucket =>
            bucket.IsBound
            && (names.Length == 0 || names.Contains(bucket.Name))
            && bucket.Name.StartsWith(part, System.StringComparison.Ordinal)
            && (regions.Length == 0 || regions.Contains("All") || regions.Contains(bucket.Region)))];
        return call.Answer(PageOf.Items(call, found, bucket => new XElement(
            "MediaBucketList",
            new XElement("BucketId", bucket.Name),
            new XElement("Name", bucket.Name),
            new XElement("Region", bucket.Region),
            new XElement("CreateTime", AnswerXml.ColonTime(call.Now.AddDays(-365))))));
    }
}
