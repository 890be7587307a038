using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Completion;

/// <summary>Completes the ids of the account's templates.</summary>
public sealed class TemplateIdCompleter : ServiceCompleter
{
    private protected override Task<IReadOnlyList<Choice>> AskAsync(CiClient client, string word, CancellationToken cancellationToken) =>
        ReadAsync(
            client.ListTemplates(new TemplateQuery { Category = "Custom" }),
            static template => new Choice(template.TemplateId, template.Name, template.Tag),
            cancellationToken);
}
