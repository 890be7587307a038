using System.Xml.Linq;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The call that runs a workflow on one object (436/76863); it works on a paused workflow too.</summary>
internal static class TriggerEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.Serve("POST", "/triggerworkflow", Trigger);

    private static SandboxAnswer Trigger(ServiceCall call)
    {
        string workflowId = call.Request.Parameter("workflowId") ?? "";
        string key = call.Bucket.KeyOf(call.Request.Parameter("object") ?? "");
        if (call.Bucket.Workflow(workflowId) is null)
        {
            throw ServiceErrorException.InvalidArgument($"workflowId: the workflow '{workflowId}' does not exist.");
        }

        if (call.Bucket.Object(key) is null)
        {
            throw new ServiceErrorException(400, "ResourceNotFound", $"The object '{key}' does not exist.");
        }

        var order = new JobOrder(call.Request.Parameter("name") ?? "", "Object", key, workflowId, Type: JobOrder.OneObject);
        SandboxJob made = call.World.CreateJob(call.Bucket, order, call.MadeLate);
        return call.Answer(new XElement("InstanceId", new SandboxExecution(made, 0).RunId));
    }
}
