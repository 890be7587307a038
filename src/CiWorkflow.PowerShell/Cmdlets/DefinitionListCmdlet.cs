using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CiWorkflow.Http;

namespace CiWorkflow.Cmdlets;

/// <summary>
/// A cmdlet that lists definitions of the bucket, all of them or by id or by name: what isn't found is an error, unless a wildcard was
/// asked for.
/// </summary>
public abstract class DefinitionListCmdlet<T> : ListCmdlet
{
    /// <summary>The ids that were asked for; empty where it is names or everything.</summary>
    private protected abstract string[] Ids { get; }

    /// <summary>The names that were asked for; empty where it is ids or everything.</summary>
    private protected abstract string[] Names { get; }

    /// <summary>What the cmdlet's other parameters don't leave out.</summary>
    private protected abstract Pager<T> List(CiClient client, IReadOnlyList<string> ids);

    /// <summary>The id and the name of an item.</summary>
    private protected abstract (string Id, string Name) Identify(T item);

    /// <summary>What is written of an item.</summary>
    private protected virtual object Show(T item) => item!;

    /// <summary>What to say of an id or a name that isn't there.</summary>
    private protected abstract CommandException Missing(CiClient client, string idOrName);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Names.Length == 0)
        {
            RunItem(() => Ids.Length > 0 ? Ids : Bucket, () => WriteByIdAsync(Ids));
        }

        foreach (string name in Names)
        {
            RunItem(() => name, () => FindAsync(new NameFilter(name)));
        }
    }

    private async Task WriteByIdAsync(string[] ids)
    {
        CiClient client = await ConnectAsync();
        var missing = new HashSet<string>(ids, StringComparer.Ordinal);
        await ReadAsync(List(client, ids), Write, item =>
        {
            missing.Remove(Identify(item).Id);
            return true;
        });
        foreach (string id in IsFull ? [] : missing)
        {
            WriteFailure(Missing(client, id), id);
        }
    }

    private async Task FindAsync(NameFilter name)
    {
        CiClient client = await ConnectAsync();
        bool isFound = false;
        await ReadAsync(List(client, []), Write, item =>
        {
            bool isMatch = name.IsMatch(Identify(item).Name) || Identify(item).Id == name.Name;
            isFound |= isMatch;
            return isMatch;
        });
        if (!isFound && !name.IsPattern && !IsFull)
        {
            throw Missing(client, name.Name);
        }
    }

    private Task Write(T item)
    {
        WriteObject(Show(item));
        return Task.CompletedTask;
    }
}
