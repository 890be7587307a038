using System;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>A call under way: its request, and what the service knows about it.</summary>
internal sealed class ServiceCall
{
    private readonly HttpContext _context;
    private SandboxBucket? _bucket;

    public ServiceCall(HttpContext context, SandboxRequest request, SandboxWorld world)
    {
        _context = context;
        Request = request;
        World = world;
        Host = ServiceHost.Read(request.Header("Host"));
        context.Features.Set(this);
    }

    public SandboxRequest Request { get; }

    public SandboxWorld World { get; }

    /// <summary>The host that was asked; null when it is none of the service's.</summary>
    public ServiceHost? Host { get; }

    public string RequestId { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    /// <summary>How much later than its answer a job begins to exist that this call makes: a fault's doing.</summary>
    public TimeSpan MadeLate { get; set; }

    /// <summary>A replica that answers this call doesn't know what is younger than this: a fault's doing.</summary>
    public TimeSpan Staleness { get; set; }

    /// <summary>Whether each page of this list says that another follows: a fault's doing.</summary>
    public bool NeverEnds { get; set; }

    /// <summary>The key of an object: the path as it was sent, which routing would have shortened.</summary>
    public string Key => Request.Path[1..];

    /// <summary>The time now, by the service's clock.</summary>
    public DateTimeOffset Now => World.Now;

    /// <summary>The bucket of the host.</summary>
    /// <exception cref="ServiceErrorException">There is no such bucket in that region.</exception>
    public SandboxBucket Bucket => _bucket ??= RequireBucket();

    /// <summary>Finds the bucket of the host.</summary>
    /// <exception cref="ServiceErrorException">There is no such bucket in that region.</exception>
    public SandboxBucket RequireBucket() =>
        Host is { Bucket: { } name } host && World.Bucket(name) is { } bucket && bucket.Region == host.Region
            ? bucket
            : throw new ServiceErrorException(404, "NoSuchBucket", "The specified bucket does not exist.");

    public static ServiceCall Of(HttpContext context) => context.Features.Get<ServiceCall>()!;

    /// <summary>Whether the service behaves by a variant.</summary>
    public bool Has(ServiceVariant variant) => World.Has(variant);

    /// <summary>The document of a successful call.</summary>
    public SandboxAnswer Answer(params object?[] content) => SandboxAnswer.Xml(AnswerXml.Response(this, content));

    /// <summary>A part of the path, by its name in the route.</summary>
    public string Route(string name) => (string?)_context.GetRouteValue(name) ?? "";

    /// <summary>A parameter of the query that holds a number.</summary>
    /// <exception cref="ServiceErrorException">It isn't a number from 1 to <paramref name="most"/>.</exception>
    public int Number(string name, int otherwise, int most) =>
        Request.Parameter(name) is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most ? number
        : throw ServiceErrorException.InvalidArgument($"{name} is '{text}', not a number from 1 to {most}.");

    /// <summary>A parameter of the query that holds several values, separated by commas.</summary>
    public string[] List(string name) =>
        [.. (Request.Parameter(name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
}
