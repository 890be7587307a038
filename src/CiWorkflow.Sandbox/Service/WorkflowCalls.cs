using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.Service;

/// <summary>The call about workflows: list, by ids or name, in numbered pages.</summary>
internal static class WorkflowCalls
{
    public static XElement List(SandboxRequest request, SandboxBucket bucket, string requestId)
    {
        string[] ids = (request.Parameter("ids") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        string name = request.Parameter("name") ?? "";
        int number = Number(request, "pageNumber", 1, int.MaxValue);
        int size = Number(request, "pageSize", 10, 100);
        List<SandboxWorkflow> found = [.. bucket.Workflows.Where(workflow => (ids.Length == 0 || ids.Contains(workflow.WorkflowId)) && (name.Length == 0 || workflow.Name == name))];
        return AnswerXml.Response(
            requestId,
            new XElement("TotalCount", found.Count),
            new XElement("PageNumber", number),
            new XElement("PageSize", size),
            found.Skip((number - 1) * size).Take(size).Select(workflow => AnswerXml.Workflow(workflow, bucket.Name)),
            ids.Where(id => bucket.Workflow(id) is null).Select(id => new XElement("NonExistIDs", id)));
    }

    private static int Number(SandboxRequest request, string name, int otherwise, int most) =>
        request.Parameter(name) is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most ? number
        : throw ServiceErrorException.InvalidArgument($"{name} is '{text}'.");
}
