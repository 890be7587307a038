using System;
using System.Linq;
using System.Xml;
using System.Xml.Linq;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Compares the operation of a request of Type Job with the one that the service shows. Whether it shows it whole and as it was sent is
/// not documented, so what is missing or has more nodes means "not certain", and only another text of a field means "another job".
/// </summary>
internal static class OperationComparison
{
    /// <param name="ours">What was asked for.</param>
    /// <param name="theirs">What the service shows.</param>
    /// <param name="shownTag">The tag beside the operation; empty where there is none.</param>
    /// <param name="all">
    /// Compares all fields; false for those alone that name the entry of a ledger, where the entry doesn't say what the others were.
    /// </param>
    public static JobMatch Compare(MediaOperation ours, JobOperation theirs, string shownTag, bool all)
    {
        JobOperation shown = shownTag.Length > 0 ? theirs with { Tag = shownTag } : theirs;
        JobMatch tag = CompareText(ours.Tag, shown.Tag, StringComparison.OrdinalIgnoreCase);
        return tag == JobMatch.Unequal ? JobMatch.Unrelated : ours.Fields.Where(field => all || field.NamesEntry)
            .Select(field => field.Name == nameof(ours.Tag) ? tag : CompareField(field, field.ShownIn(shown))).Max();
    }

    private static JobMatch CompareField(OperationField ours, string shown) => ours switch
    {
        { Node: { } node } => CompareNodes(node, shown),
        { Text: { Length: > 0 } text } => CompareText(text, shown, StringComparison.Ordinal),

        // The queue of the bucket, or a default, may be filled in. Anything else that wasn't asked for may be another request's.
        _ => shown.Length == 0 || ours.NamesEntry || shown == ours.Default ? JobMatch.Equal : JobMatch.Unclear,
    };

    private static JobMatch CompareText(string ours, string theirs, StringComparison comparison) =>
        theirs.Length == 0 ? JobMatch.Unclear : string.Equals(ours, theirs, comparison) ? JobMatch.Equal : JobMatch.Unequal;

    /// <summary>Compares the nodes that have text: one with another text is another job's, other nodes prove nothing.</summary>
    private static JobMatch CompareNodes(XElement ours, string shown)
    {
        XElement theirs;
        try
        {
            theirs = XElement.Parse(shown);
        }
        catch (Exception malformed) when (malformed is XmlException or ArgumentException)
        {
            return ours.HasElements ? JobMatch.Unclear : JobMatch.Equal;
        }

        JobMatch match = ours.Elements().GroupBy(static node => node.Name)
            .Select(nodes => CompareSameName([.. nodes], [.. theirs.Elements(nodes.Key)]))
            .DefaultIfEmpty(JobMatch.Equal).Max();
        bool hasMore = theirs.Elements().Any(node => ours.Element(node.Name) is null && node.Value.Trim().Length > 0);
        return match == JobMatch.Equal && hasMore ? JobMatch.Unclear : match;
    }

    // A node that comes several times may be shown in another order or in part, so that only a single one can show another job.
    private static JobMatch CompareSameName(XElement[] ours, XElement[] theirs) =>
        ours.Length == 1 && !ours[0].HasElements && theirs.Length <= 1
            ? CompareText(ours[0].Value, theirs.Length == 0 ? "" : theirs[0].Value.Trim(), StringComparison.Ordinal)
            : ours.Length == theirs.Length && ours.Zip(theirs, NodeOrder.Equals).All(static isEqual => isEqual) ? JobMatch.Equal
            : JobMatch.Unclear;
}
