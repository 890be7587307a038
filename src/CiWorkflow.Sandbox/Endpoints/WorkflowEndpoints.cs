using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.Variants;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The calls about workflows: list, by ids or name, in numbered pages.</summary>
internal static class WorkflowEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.Serve("GET", "/workflow", List);

    private static SandboxAnswer List(ServiceCall call)
    {
        string[] ids = call.List("ids");
        string name = call.Request.Parameter("name") ?? "";
        int number = call.Has(ServiceVariant.WorkflowPageIgnored) ? 1 : call.Number("pageNumber", 1, int.MaxValue);
        int size = Math.Min(call.Number("pageSize", 10, 100), call.Has(ServiceVariant.WorkflowPagesOfTen) ? 10 : 100);
        List<SandboxWorkflow> found = [.. call.Bucket.Workflows.Where(workflow =>
            (ids.Length == 0 || ids.Contains(workflow.WorkflowId)) && (name.Length == 0 || workflow.Name == name))];
        return call.Answer(
            new XElement("TotalCount", found.Count),
            new XElement("PageNumber", number),
            new XElement("PageSize", size),
            found.Skip((number - 1) * size).Take(size).Select(workflow => AnswerXml.Workflow(workflow, call.Bucket.Name)),
            ids.Where(id => call.Bucket.Workflow(id) is null).Select(id => new XElement("NonExistIDs", id)));
    }
}
