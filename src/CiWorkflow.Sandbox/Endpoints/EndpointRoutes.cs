using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>Every call that the service answers, by host, method and path.</summary>
internal static class EndpointRoutes
{
    private const string ObjectStore = "/cos";
    private const string CloudInfinite = "/ci";

    /// <summary>Maps the calls of both hosts. The two share no path: <see cref="Enter"/> puts the host in front of it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder ci = routes.MapGroup(CloudInfinite);
        JobEndpoints.Map(ci);
        ExecutionEndpoints.Map(ci);
        WorkflowEndpoints.Map(ci);
        TriggerEndpoints.Map(ci);
        MediaJobEndpoints.Map(ci);
        QueueEndpoints.Map(ci);
        TemplateEndpoints.Map(ci);
        MediaBucketEndpoints.Map(ci);
        ci.Map("/{**rest}", NotAllowed);

        RouteGroupBuilder cos = routes.MapGroup(ObjectStore);
        ObjectEndpoints.Map(cos);
        cos.Map("/{**rest}", NotAllowed);
    }

    /// <summary>Checks who is calling, and sends the call to the routes of its host.</summary>
    public static void Enter(HttpContext context)
    {
        ServiceCall call = ServiceCall.Of(context);
        if (call.Host is null)
        {
            throw new ServiceErrorException(400, "InvalidHost", "The Host header names no host of the service.");
        }

        if (call.Host.Bucket is not null)
        {
            call.RequireBucket();
        }

        SignatureCheck.Check(call);
        context.Request.Path = (call.Host.IsObjectStore ? ObjectStore : CloudInfinite) + context.Request.Path;
    }

    /// <summary>Maps one call.</summary>
    public static void Serve(this IEndpointRouteBuilder routes, string method, string path, Func<ServiceCall, SandboxAnswer> answer) =>
        routes.MapMethods(path, [method], context => answer(ServiceCall.Of(context)).WriteAsync(context));

    private static Task NotAllowed(HttpContext context) =>
        throw new ServiceErrorException(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
}
