using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>What is answered to a call.</summary>
internal sealed record SandboxAnswer(int Status, byte[] Body, string ContentType = "application/xml")
{
    private const string Declaration = "<?xml version='1.0' encoding='utf-8' ?>\n";

    /// <summary>Headers that go with it.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The length that is stated where no body follows (HEAD).</summary>
    public long? Length { get; init; }

    /// <summary>A document of the service; an empty body for null.</summary>
    public static SandboxAnswer Xml(XElement? document) =>
        new(200, Encoding.UTF8.GetBytes(document is null ? "" : Declaration + document.ToString(SaveOptions.DisableFormatting)));

    /// <summary>An error document of the service.</summary>
    public static SandboxAnswer Error(ServiceErrorException error, ServiceCall call) =>
        Xml(AnswerXml.Error(error, call)) with { Status = error.Status };

    public async Task WriteAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.StatusCode = Status;
        foreach ((string name, string value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = Length;
            response.ContentType = Length is null ? null : ContentType;
        }
        else if (Body.Length > 0)
        {
            response.ContentType = ContentType;
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, context.RequestAborted);
        }
    }
}
