using System.Collections.Generic;
using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>Get-CiTemplate: the templates of media operations, the account's own or the service's.</summary>
[Cmdlet(VerbsCommon.Get, "CiTemplate", DefaultParameterSetName = NameSet, SupportsPaging = true)]
[OutputType(typeof(MediaTemplate), typeof(string))]
public sealed class GetCiTemplateCommand : DefinitionListCmdlet<MediaTemplate>
{
    private const string IdSet = "TemplateId";
    private const string NameSet = "Name";

    /// <summary>The names of templates, with wildcards; a template's id finds that template. All when it isn't given.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [Text("TemplateId")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(Completion.TemplateIdCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The ids of the templates.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Text("TemplateId")]
    [ArgumentCompleter(typeof(Completion.TemplateIdCompleter))]
    public string[] TemplateId { get; set; } = [];

    /// <summary>What the templates are for, for example Transcode.</summary>
    [Parameter]
    [Text]
    [ArgumentCompleter(typeof(Completion.TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>The service's own templates instead of the account's.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Official { get; set; }

    /// <summary>Returns the XML of each template, as the service wrote it.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Raw { get; set; }

    /// <inheritdoc/>
    private protected override string[] Ids => TemplateId;

    /// <inheritdoc/>
    private protected override string[] Names => Name;

    /// <inheritdoc/>
    private protected override Pager<MediaTemplate> List(CiClient client, IReadOnlyList<string> ids) =>
        client.ListTemplates(new TemplateQuery { TemplateIds = ids, Tag = Tag, Category = Official ? "Official" : "Custom" });

    /// <inheritdoc/>
    private protected override (string Id, string Name) Identify(MediaTemplate item) => (item.TemplateId, item.Name);

    /// <inheritdoc/>
    private protected override object Show(MediaTemplate item) => Raw ? item.Xml : item;

    /// <inheritdoc/>
    private protected override CommandException Missing(CiClient client, string idOrName) => new(
        "TemplateNotFound", ErrorCategory.ObjectNotFound,
        Say(CommandMessages.TemplateMissing, idOrName, client.Bucket, client.Region), CommandMessages.TemplateMissingAdvice);
}
