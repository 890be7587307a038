using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>
/// Leaves out of each page what the page before it had: a list that moved between two pages shows some items on both. Its memory is one
/// page, however long the list is.
/// </summary>
internal sealed class PageOverlap<T>
{
    private readonly Func<T, string> _id;
    private HashSet<string> _before = new(StringComparer.Ordinal);

    /// <param name="id">The id of an item; one without an id is never left out.</param>
    public PageOverlap(Func<T, string> id) => _id = id;

    /// <summary>The page without what the page before it had.</summary>
    public Page<T> Remove(Page<T> page)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var fresh = new List<T>(page.Items.Count);
        foreach (T item in page.Items)
        {
            string id = _id(item);
            if (id.Length == 0 || !_before.Contains(id))
            {
                fresh.Add(item);
            }

            ids.Add(id);
        }

        // A page without items lies between two others, and hides nothing of what they share.
        _before = page.Items.Count > 0 ? ids : _before;
        return fresh.Count == page.Items.Count ? page : new Page<T>(fresh, page.NextToken) { TotalCount = page.TotalCount };
    }
}
