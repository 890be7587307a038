using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Arguments;
using CiWorkflow.Connection;
using CiWorkflow.Credentials;
using CiWorkflow.Http;

namespace CiWorkflow.Completion;

/// <summary>Completes from the service, in under half a second or not at all.</summary>
public abstract class ServiceCompleter : Completer
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeptAfterFailure = TimeSpan.FromMinutes(1);

    // A question that takes longer than the patience goes on: the next Tab has its answer. A failed one isn't asked again for a minute.
    private static readonly ConcurrentDictionary<string, Question> Questions = new(StringComparer.Ordinal);

    /// <summary>How long Tab waits for an answer. Tests change it: what they assert must not depend on how fast a machine is.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(450);

    /// <summary>Forgets the answers, which were given to the keys of a context.</summary>
    internal static void Forget() => Questions.Clear();

    private protected override IEnumerable<Choice> Find(string word, IDictionary bound)
    {
        // Where one is typed and can't be read before the command runs, nothing is offered, because the session's may be another account.
        if (!TryRead(bound, "Context", new ContextAttribute(), out CiContext? context)
            || !TryRead(bound, "Credential", new CredentialTransformationAttribute(), out CiCredential? credential))
        {
            return [];
        }

        var resolver = new ConnectionResolver(context, SessionContext.Current, static _ => { });
        string? bucket = resolver.Bucket(Given(bound, "Bucket") as string).Value;
        string? region = resolver.Region(Given(bound, "Region") as string).Value;
        if (bucket is null || region is null || resolver.HasUnseenPlace)
        {
            return [];
        }

        string subject = string.Join(
            "\n",
            GetType().Name,
            bucket,
            region,
            resolver.Domain().Value,
            resolver.CiEndpoint().Value,
            resolver.CosEndpoint().Value,
            resolver.Account(credential),
            Subject(word));
        Question question = Questions.AddOrUpdate(subject, _ => Ask(), (_, known) => known.IsOver ? Ask() : known);
        if (Questions.Count > 200)
        {
            Questions.Clear();
        }

        return question.Answer.Wait((int)Patience.TotalMilliseconds) ? question.Answer.Result.Where(choice => IsMatch(choice, word)) : [];

        Question Ask() => new(Task.Run(async () =>
        {
            using var longest = new CancellationTokenSource(LongestCall);
            Found<ICredentialSource> source = await resolver.CredentialAsync(credential, longest.Token).ConfigureAwait(false);
            return source.Value is null
                ? [] : await AskAsync(new CiClient(resolver.Settings(bucket, region, source.Value)), word, longest.Token)
                    .ConfigureAwait(false);
        }));
    }

    /// <summary>Reads a parameter as its command would: null where it isn't typed, false where it is and can't be read.</summary>
    private static bool TryRead<T>(IDictionary bound, string parameter, GivenAttribute rule, out T? value)
        where T : class
    {
        value = bound.Contains(parameter) ? rule.Transform(null!, bound[parameter]) as T : null;
        return value is not null || !bound.Contains(parameter);
    }

    /// <summary>What of the word the question depends on; one answer serves for all words where it doesn't.</summary>
    private protected virtual string Subject(string word) => "";

    /// <summary>Whether a choice goes on from the word: the text that is begun, or a part of the name that it goes by.</summary>
    private protected virtual bool IsMatch(Choice choice, string word) =>
        choice.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            || choice.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>What the service offers.</summary>
    private protected abstract Task<IReadOnlyList<Choice>> AskAsync(CiClient client, string word, CancellationToken cancellationToken);

    /// <summary>Reads all pages of a list.</summary>
    private protected static async Task<IReadOnlyList<Choice>> ReadAsync<T>(
        Pager<T> pages, Func<T, Choice> choose, CancellationToken cancellationToken) =>
        await pages.Select(choose).ReadAllAsync(cancellationToken).ConfigureAwait(false);

    private sealed class Question
    {
        private readonly DateTime _asked = DateTime.UtcNow;

        public Question(Task<IReadOnlyList<Choice>> answer) => Answer = answer;

        public Task<IReadOnlyList<Choice>> Answer { get; }

        public bool IsOver => DateTime.UtcNow - _asked > (Answer.Status is TaskStatus.RanToCompletion ? KeptFor : KeptAfterFailure);
    }
}
