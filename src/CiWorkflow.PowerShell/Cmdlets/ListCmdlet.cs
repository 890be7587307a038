using System;
using System.Threading.Tasks;
using CiWorkflow.Http;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet that lists: it pages by itself, and asks for no more than -First and -Skip want.</summary>
public abstract class ListCmdlet : ServiceCmdlet
{
    private PageWindow? _window;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _window = new PageWindow(PagingParameters);
        if (PagingParameters.IncludeTotalCount)
        {
            // The service reports no total, and counting would mean reading everything.
            WriteObject(PagingParameters.NewTotalCount(0, 0.0));
        }
    }

    /// <summary>Whether -First is reached.</summary>
    private protected bool IsFull => _window!.IsFull;

    /// <summary>Whether the next item is wanted; to be asked once for each.</summary>
    private protected bool Take() => _window!.Take();

    /// <summary>Reads the pages that are wanted and hands over each item that is, as soon as its page is read.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="write">Takes an item that is wanted.</param>
    /// <param name="isMatch">Whether an item counts, called for every item that was read; all do when it is null.</param>
    private protected async Task ReadAsync<T>(Pager<T> pages, Func<T, Task> write, Func<T, bool>? isMatch = null)
    {
        // How many must be read for so many that match isn't known: then whole pages are asked for.
        while (!IsFull && await pages.NextAsync(isMatch is null ? _window!.Wanted : long.MaxValue, Cancellation) is { } page)
        {
            foreach (T item in page)
            {
                if ((isMatch is null || isMatch(item)) && Take())
                {
                    await write(item);
                }
            }
        }
    }

    /// <summary>Reads the pages that are wanted and writes them.</summary>
    private protected Task WriteAsync<T>(Pager<T> pages, Func<T, bool>? isMatch = null) => ReadAsync(
        pages,
        item =>
        {
            WriteObject(item);
            return Task.CompletedTask;
        },
        isMatch);
}
