using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>
/// Compares an answer with what was asked: an answer of another call, which a proxy or a cache may return, can't be read as this one's.
/// </summary>
internal static class AnswerCheck
{
    /// <summary>Refuses an answer that has another id than was asked for; one that has none says nothing against it.</summary>
    /// <exception cref="XmlException">It is about something else.</exception>
    public static void RequireId(string found, params string[] asked)
    {
        if (found.Length > 0 && !asked.Contains(found, StringComparer.OrdinalIgnoreCase))
        {
            throw new XmlException(string.Format(
                CultureInfo.InvariantCulture, Messages.AnswerOfOtherItem, ShownText.Of(found), string.Join(", ", asked)));
        }
    }

    /// <summary>The page without the items that a filter leaves out: a service that doesn't know the filter may return all.</summary>
    public static Page<T> Matching<T>(Page<T> page, IReadOnlyCollection<string> asked, Func<T, string> found) =>
        asked.Count == 0 || asked.Contains("All", StringComparer.OrdinalIgnoreCase) ? page
            : new Page<T>(
                [
                    .. page.Items.Where(item => found(item) is var word
                        && (word.Length == 0 || asked.Contains(word, StringComparer.OrdinalIgnoreCase))),
                ],
                page.NextToken) { TotalCount = page.TotalCount };
}
