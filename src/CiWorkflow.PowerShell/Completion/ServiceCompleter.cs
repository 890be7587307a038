using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Connection;
using CiWorkflow.Credentials;
using CiWorkflow.Http;

namespace CiWorkflow.Completion;

/// <summary>Completes from the service: in under a second or not at all, and never with an error at the prompt.</summary>
public abstract class ServiceCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(900);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var found = new List<CompletionResult>();
        string word = (wordToComplete ?? "").Trim('\'', '"');
        using var patience = new CancellationTokenSource(Patience);
        CancellationToken cancellationToken = patience.Token;
        try
        {
            var given = Given(fakeBoundParameters, "Context") as CiContext;
            var resolver = new ConnectionResolver(given, SessionContext.Current, static _ => { });
            string? bucket = resolver.Bucket(Given(fakeBoundParameters, "Bucket") as string).Value;
            string? region = resolver.Region(Given(fakeBoundParameters, "Region") as string).Value;
            object? keys = Given(fakeBoundParameters, "Credential");
            CiCredential? credential = keys is PSCredential or CiCredential ? new CredentialTransformationAttribute().Transform(null!, keys) as CiCredential : null;
            if (bucket is null || region is null)
            {
                return found;
            }

            Task<IReadOnlyList<Choice>> asked = Task.Run(
                async () =>
                {
                    Found<ICredentialSource> source = await resolver.CredentialAsync(credential, cancellationToken).ConfigureAwait(false);
                    return source.Value is null ? [] : await AskAsync(new CiClient(resolver.Settings(bucket, region, source.Value)), cancellationToken).ConfigureAwait(false);
                },
                cancellationToken);
            if (!asked.Wait((int)Patience.TotalMilliseconds, CancellationToken.None))
            {
                return found;
            }

            foreach (Choice choice in asked.Result)
            {
                // The id that is begun, or a part of the name that it goes by.
                if (choice.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase) || choice.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
                {
                    found.Add(new CompletionResult(choice.Id, choice.Name, CompletionResultType.ParameterValue, choice.Name + ": " + choice.State));
                }
            }
        }
        catch (Exception failure) when (failure is not PipelineStoppedException)
        {
            // Whatever it was, the command itself will tell.
            found.Clear();
        }

        return found;
    }

    /// <summary>What the service offers.</summary>
    private protected abstract Task<IReadOnlyList<Choice>> AskAsync(CiClient client, CancellationToken cancellationToken);

    /// <summary>Reads all pages of a list.</summary>
    private protected static async Task<IReadOnlyList<Choice>> ReadAsync<T>(Pager<T> pages, Func<T, Choice> choose, CancellationToken cancellationToken)
    {
        var choices = new List<Choice>();
        while (await pages.NextAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (T item in page)
            {
                choices.Add(choose(item));
            }
        }

        return choices;
    }

    private static object? Given(IDictionary parameters, string name) => parameters[name] is PSObject wrapped ? wrapped.BaseObject : parameters[name];

    private protected readonly struct Choice
    {
        public Choice(string id, string name, string state)
        {
            Id = id;
            Name = name.Length > 0 ? name : id;
            State = state;
        }

        public string Id { get; }

        public string Name { get; }

        public string State { get; }
    }
}
