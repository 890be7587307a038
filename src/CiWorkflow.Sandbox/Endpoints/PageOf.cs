using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace CiWorkflow.Sandbox.Endpoints;

/// <summary>A numbered page of what was found: TotalCount, PageNumber, PageSize, and the items.</summary>
internal static class PageOf
{
    public static IEnumerable<XElement> Items<T>(
        ServiceCall call, IReadOnlyCollection<T> found, Func<T, XElement> write, int mostOnPage = 100, bool ignoresNumber = false)
    {
        int number = ignoresNumber ? 1 : call.Number("pageNumber", 1, int.MaxValue);
        int size = Math.Min(call.Number("pageSize", 10, 100), mostOnPage);
        return
        [
            new XElement("TotalCount", found.Count),
            new XElement("PageNumber", number),
            new XElement("PageSize", size),
            .. found.Skip((int)Math.Min((number - 1L) * size, int.MaxValue)).Take(size).Select(write),
        ];
    }

    /// <summary>The ids that were asked for and aren't there, a node each.</summary>
    public static IEnumerable<XElement> Missing(IEnumerable<string> asked, Func<string, bool> exists, string node) =>
        asked.Where(id => !exists(id)).Select(id => new XElement(node, id));
}
