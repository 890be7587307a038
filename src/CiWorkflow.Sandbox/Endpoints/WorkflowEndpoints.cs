using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The calls about workflows: list by ids or name in numbered pages, create, change, switch on and off, delete.</summary>
internal static class WorkflowEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Serve("GET", "/workflow", List);
        routes.Serve("POST", "/workflow", Create);
        routes.Serve("PUT", "/workflow/{id}", Change);
        routes.Serve("DELETE", "/workflow/{id}", Delete);
    }

    private static SandboxAnswer List(ServiceCall call)
    {
        string[] ids = call.List("ids");
        string name = call.Request.Parameter("name") ?? "";
        List<SandboxWorkflow> found = [.. call.Bucket.Workflows.Where(workflow =>
            (ids.Length == 0 || ids.Contains(workflow.WorkflowId)) && (name.Length == 0 || workflow.Name == name))];
        int most = call.Has(ServiceVariant.WorkflowPagesOfTen) ? 10 : 100;
        return call.Answer(
            PageOf.Items(
                call,
                found,
                workflow => AnswerXml.Workflow("MediaWorkflowList", workflow, call),
                most,
                call.Has(ServiceVariant.WorkflowPageIgnored)),
            PageOf.Missing(ids, id => call.Bucket.Workflow(id) is not null, "NonExistIDs"));
    }

    private static SandboxAnswer Create(ServiceCall call)
    {
        SandboxWorkflow made = Read(call, new SandboxWorkflow(SandboxWorld.NewId('w'), "", call.Now));
        call.Bucket.Add(made);
        return call.Answer(AnswerXml.Workflow("MediaWorkflow", made, call));
    }

    private static SandboxAnswer Change(ServiceCall call)
    {
        SandboxWorkflow workflow = Find(call);
        string? state = call.Request.Parameter("active") is not null ? "Active"
            : call.Request.Parameter("paused") is not null ? "Paused"
            : null;
        if (state is not null)
        {
            // The pages say up to five minutes.
            workflow = workflow.Switch(state, call.Has(ServiceVariant.WorkflowStateLate) ? call.Now + call.World.Lag : call.Now);
            call.Bucket.Add(workflow);
            return call.Answer();
        }

        RefuseActive(call, workflow);
        workflow = Read(call, workflow) with { Updated = call.Now };
        call.Bucket.Add(workflow);
        return call.Answer(AnswerXml.Workflow("MediaWorkflow", workflow, call));
    }

    private static SandboxAnswer Delete(ServiceCall call)
    {
        SandboxWorkflow workflow = Find(call);
        RefuseActive(call, workflow);
        call.Bucket.RemoveWorkflow(workflow.WorkflowId);
        return call.Answer(new XElement("WorkflowId", workflow.WorkflowId));
    }

    private static SandboxWorkflow Find(ServiceCall call) =>
        call.Bucket.Workflow(call.Route("id"))
            ?? throw new ServiceErrorException(404, "NoSuchWorkflow", "The specified workflow does not exist.");

    private static void RefuseActive(ServiceCall call, SandboxWorkflow workflow)
    {
        if (workflow.StateAt(call.Now) == "Active")
        {
            throw new ServiceErrorException(403, "WorkflowActive", "An active workflow cannot be edited or deleted.");
        }
    }

    private static SandboxWorkflow Read(ServiceCall call, SandboxWorkflow before)
    {
        XElement definition = RequestXml.Read(call.Request.Body).Element("MediaWorkflow")
            ?? throw ServiceErrorException.InvalidArgument("Request.MediaWorkflow is missing.");
        XElement topology = definition.Element("Topology")
            ?? throw ServiceErrorException.InvalidArgument("Request.MediaWorkflow.Topology is missing.");
        string name = definition.Element("Name")?.Value is { Length: > 0 } given
            ? given
            : throw ServiceErrorException.InvalidArgument("Request.MediaWorkflow.Name is missing.");
        return before with
        {
            Name = name,
            State = definition.Element("State")?.Value is { Length: > 0 } state ? state : "Paused",
            Topology = new XElement(topology),
            ObjectPrefix = topology.Descendants("ObjectPrefix").FirstOrDefault()?.Value ?? "",
        };
    }
}
