using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;TemplateList&gt;</c>.</summary>
internal static class MediaTemplateReader
{
    public static MediaTemplate Read(AnswerReader xml)
    {
        MediaTemplate read = xml.Copy(
            () => xml.Children(
                new MediaTemplate(),
                (template, name) => name switch
                {
                    "TemplateId" => template with { TemplateId = xml.Word() },
                    "Name" => template with { Name = xml.Text() },

                    // The page says Tag; the Go SDK reads Code.
                    "Tag" or "Code" => template with { Tag = xml.Word() },
                    "Category" => template with { Category = xml.Word() },
                    "CreateTime" => template with { CreateTime = xml.Time() },
                    "UpdateTime" => template with { UpdateTime = xml.Time() },
                    _ => template,
                }),
            out string text);
        return read with { Xml = text };
    }
}
