namespace CiWorkflow.Model;

/// <summary>The error document of an answer (436/7730); empty where it has no such element.</summary>
internal sealed record ErrorDocument
{
    public string Code { get; init; } = "";

    public string Message { get; init; } = "";

    public string Resource { get; init; } = "";

    public string RequestId { get; init; } = "";

    public string TraceId { get; init; } = "";
}
