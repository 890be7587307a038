using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;
using Microsoft.AspNetCore.Routing;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>The call that lists templates, by tag, ids or the beginning of a name (436/54044).</summary>
internal static class TemplateEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.Serve("GET", "/template", List);

    private static SandboxAnswer List(ServiceCall call)
    {
        string[] ids = call.List("ids");
        string tag = call.Request.Parameter("tag") ?? "All";
        string name = call.Request.Parameter("name") ?? "";
        string category = call.Request.Parameter("category") ?? "";
        List<SandboxTemplate> found = [.. call.Bucket.Templates.Where(template =>
            (tag is "" or "All" || template.Tag == tag)
            && (category.Length == 0 || template.Category == category)
            && (ids.Length == 0 || ids.Contains(template.TemplateId))
            && template.Name.StartsWith(name, StringComparison.Ordinal))];
        return call.Answer(
            PageOf.Items(call, found, template => Template(template, call)),
            PageOf.Missing(ids, id => call.Bucket.Templates.Any(template => template.TemplateId == id), "NonExistTIDs"));
    }

    private static XElement Template(SandboxTemplate template, ServiceCall call) => new(
        "TemplateList",
        new XElement("TemplateId", template.TemplateId),
        new XElement("Name", template.Name),
        new XElement("BucketId", call.Bucket.Name),
        new XElement("Category", template.Category),
        new XElement("Tag", template.Tag),
        new XElement("CreateTime", AnswerXml.ColonTime(template.Created)),
        new XElement("UpdateTime", AnswerXml.ColonTime(template.Created)));
}
