using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using CiWorkflow.Sandbox.World;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>Reads the body of <c>POST /inventorytriggerjob</c> strictly: what the page doesn't have is refused, and named.</summary>
internal static partial class CreateJobBody
{
    private static readonly string[] InputKinds = ["Manifest", "UrlFile", "Prefix", "Object"];

    /// <exception cref="ServiceErrorException">The body isn't what the page describes.</exception>
    public static JobOrder Read(byte[] body)
    {
        Dictionary<string, XElement> request = Children(Parse(body), "Name", "Type", "Input", "Operation");
        string name = Text(Required(request, "Request", "Name"));
        if (!NamePattern().IsMatch(name) || name.EnumerateRunes().Count() > 128)
        {
            throw ServiceErrorException.InvalidArgument("Request.Name is not 1 to 128 Chinese characters, letters, digits, - and _.");
        }

        string type = Text(Required(request, "Request", "Type"));
        if (type != "Workflow")
        {
            throw ServiceErrorException.InvalidArgument($"Request.Type is '{type}', not Workflow.");
        }

        Dictionary<string, XElement> input = Children(Required(request, "Request", "Input"), InputKinds);
        if (input.Count != 1)
        {
            throw ServiceErrorException.InvalidArgument($"Request.Input has {input.Count} of Manifest, UrlFile, Prefix and Object, not one.");
        }

        (string kind, XElement key) = input.Single();
        if (kind != "Prefix" && Text(key).Length == 0)
        {
            throw ServiceErrorException.InvalidArgument($"Request.Input.{kind} is empty.");
        }

        Dictionary<string, XElement> operation = Children(Required(request, "Request", "Operation"), "TimeInterval", "WorkflowIds");
        string workflowId = Text(Required(operation, "Request.Operation", "WorkflowIds"));
        Dictionary<string, XElement> interval = operation.TryGetValue("TimeInterval", out XElement? given)
            ? Children(given, "Start", "End")
            : [];
        string? start = interval.TryGetValue("Start", out XElement? startNode) ? Text(startNode) : null;
        string? end = interval.TryGetValue("End", out XElement? endNode) ? Text(endNode) : null;
        var order = new JobOrder(name, kind, Text(key), workflowId, Time(start, "Start"), Time(end, "End")) { StartText = start, EndText = end };
        if (given is not null && interval.Count == 0)
        {
            throw ServiceErrorException.InvalidArgument("Request.Operation.TimeInterval is empty.");
        }

        if (order.Start > order.End)
        {
            throw ServiceErrorException.InvalidArgument("Request.Operation.TimeInterval ends before it starts.");
        }

        return order;
    }

    private static XElement Parse(byte[] body)
    {
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            XElement root = XDocument.Load(xml, LoadOptions.PreserveWhitespace).Root!;
            return root.Name == "Request" ? root : throw ServiceErrorException.InvalidArgument($"The root is {root.Name}, not Request.");
        }
        catch (XmlException malformed)
        {
            throw new ServiceErrorException(400, "MalformedXML", "The XML you provided was not well-formed: " + malformed.Message);
        }
    }

    private static Dictionary<string, XElement> Children(XElement parent, params string[] known)
    {
        string path = string.Join('.', parent.AncestorsAndSelf().Reverse().Select(element => element.Name));
        var children = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (XElement child in parent.Elements())
        {
            if (!known.Contains(child.Name.ToString()))
            {
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
        : ReadTime(text) ?? throw ServiceErrorException.InvalidArgument($"Request.Operation.TimeInterval.{node} is '{text}', not a time such as 2022-02-01T12:00:00+0800.");

    /// <summary>A time in the service's form; null for anything else.</summary>
    internal static DateTimeOffset? ReadTime(string text) =>
        // K and zzz of .NET want a colon in the offset, which the service's form hasn't.
        TimePattern().IsMatch(text)
        && DateTimeOffset.TryParseExact(text.Insert(22, ":"), "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? time
            : null;

    [GeneratedRegex(@"\A(?:[A-Za-z0-9_—\u3005\u3007\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF-]|[\uD840-\uD888][\uDC00-\uDFFF])+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();
}
