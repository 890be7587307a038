using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>Reads the body of <c>POST /inventorytriggerjob</c> as the page has it; what is wrong is named.</summary>
internal static partial class CreateJobBody
{
    private static readonly string[] InputKinds = ["Manifest", "UrlFile", "Prefix", "Object"];
    private static readonly string[] WorkflowOperation = ["TimeInterval", "WorkflowIds"];
    private static readonly string[] JobOperation =
    [
        "TimeInterval", "Tag", "JobParam", "Output", "QueueId", "QueueType", "FreeTranscode", "UserData", "JobLevel",
        "CallBack", "CallBackFormat", "CallBackType", "CallBackMqConfig", "CallBackKafkaConfig",
    ];

    /// <param name="body">The body.</param>
    /// <param name="isStrict">Whether a node that the page doesn't have is refused.</param>
    /// <exception cref="ServiceErrorException">The body isn't what the page describes.</exception>
    public static JobOrder Read(byte[] body, bool isStrict)
    {
        Dictionary<string, XElement> request = Children(RequestXml.Read(body), isStrict, "Name", "Type", "Input", "Operation");
        string name = Text(Required(request, "Request", "Name"));
        if (!NamePattern().IsMatch(name) || name.EnumerateRunes().Count() > 128)
        {
            throw ServiceErrorException.InvalidArgument("Request.Name is not 1 to 128 Chinese characters, letters, digits, - and _.");
        }

        // 436/76888 calls Type optional.
        string type = request.TryGetValue("Type", out XElement? typeNode) ? Text(typeNode) : "Workflow";
        if (type is not ("Workflow" or "Job"))
        {
            throw ServiceErrorException.InvalidArgument($"Request.Type is '{type}', not Workflow or Job.");
        }

        Dictionary<string, XElement> input = Children(Required(request, "Request", "Input"), isStrict, InputKinds);
        if (input.Count != 1)
        {
            throw ServiceErrorException.InvalidArgument(
                $"Request.Input has {input.Count} of Manifest, UrlFile, Prefix and Object, not one.");
        }

        (string kind, XElement key) = input.Single();
        if (kind != "Prefix" && Text(key).Length == 0)
        {
            throw ServiceErrorException.InvalidArgument($"Request.Input.{kind} is empty.");
        }

        JobOrder order = Operation(Required(request, "Request", "Operation"), name, type, kind, Text(key), isStrict);
        return order.Start > order.End
            ? throw ServiceErrorException.InvalidArgument("Request.Operation.TimeInterval ends before it starts.")
            : order;
    }

    private static JobOrder Operation(XElement node, string name, string type, string inputKind, string inputKey, bool isStrict)
    {
        bool runsWorkflow = type == "Workflow";
        Dictionary<string, XElement> operation = Children(node, isStrict, runsWorkflow ? WorkflowOperation : JobOperation);
        string[] required = runsWorkflow ? ["WorkflowIds"] : ["Tag", "JobParam"];
        foreach (string needed in required)
        {
            Required(operation, "Request.Operation", needed);
        }

        // The Go SDK always sends an interval, and an empty one where none was given.
        Dictionary<string, XElement> interval = operation.TryGetValue("TimeInterval", out XElement? given)
            ? Children(given, isStrict, "Start", "End")
            : [];
        string? start = Filled(interval, "Start");
        string? end = Filled(interval, "End");
        string workflowIds = runsWorkflow ? Text(operation["WorkflowIds"]) : "";
        return new JobOrder(name, inputKind, inputKey, workflowIds, Time(start, "Start"), Time(end, "End"), type)
        {
            StartText = start,
            EndText = end,
            OtherOperation =
            [
                .. node.Elements()
                    .Where(element => element.Name != "TimeInterval" && element.Name != "WorkflowIds")
                    .Select(element => new XElement(element)),
            ],
        };
    }

    private static string? Filled(Dictionary<string, XElement> children, string name) =>
        children.TryGetValue(name, out XElement? child) && Text(child) is { Length: > 0 } text ? text : null;

    private static Dictionary<string, XElement> Children(XElement parent, bool isStrict, params string[] known)
    {
        string path = string.Join('.', parent.AncestorsAndSelf().Reverse().Select(element => element.Name));
        var children = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (XElement child in parent.Elements())
        {
            if (!known.Contains(child.Name.ToString()))
            {
                if (!isStrict)
                {
                    continue;
                }

                throw ServiceErrorException.InvalidArgument($"{path}.{child.Name} is not known.");
            }

            if (!children.TryAdd(child.Name.ToString(), child))
            {
                throw ServiceErrorException.InvalidArgument($"{path}.{child.Name} stands twice.");
            }
        }

        return parent.Nodes().OfType<XText>().All(text => string.IsNullOrWhiteSpace(text.Value))
            ? children
            : throw ServiceErrorException.InvalidArgument($"{path} holds text beside its nodes.");
    }

    private static XElement Required(Dictionary<string, XElement> children, string path, string name) =>
        children.TryGetValue(name, out XElement? child) ? child : throw ServiceErrorException.InvalidArgument($"{path}.{name} is missing.");

    private static string Text(XElement element) =>
        element.HasElements ? throw ServiceErrorException.InvalidArgument($"{element.Name} holds nodes instead of text.") : element.Value;

    private static DateTimeOffset? Time(string? text, string node) =>
        text is null ? null
        : ReadTime(text)
            ?? throw ServiceErrorException.InvalidArgument(
                $"Request.Operation.TimeInterval.{node} is '{text}', not a time such as 2022-02-01T12:00:00+0800.");

    /// <summary>A time in the service's form; null for anything else.</summary>
    internal static DateTimeOffset? ReadTime(string text) =>
        // K and zzz of .NET want a colon in the offset, which the service's form hasn't.
        TimePattern().IsMatch(text)
        && DateTimeOffset.TryParseExact(
            text.Insert(22, ":"), "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? time
            : null;

    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9_—\u3005\u3007\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF-]|[\uD840-\uD888][\uDC00-\uDFFF])+\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();
}
