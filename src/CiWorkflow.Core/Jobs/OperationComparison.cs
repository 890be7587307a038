using System;
using System.Linq;
using System.Xml;
using System.Xml.Linq;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>
/// Compares the operation of a request of Type Job with the one that the service shows. Whether it shows it whole and as it was sent is
/// not documented, so what is missing or has more nodes means "not certain", and only another tag, template or place means "another job".
/// </summary>
internal static class OperationComparison
{
    public static JobMatch Compare(MediaOperation ours, JobOperation theirs, string shownTag)
    {
        JobMatch tag = CompareText(ours.Tag, shownTag.Length > 0 ? shownTag : theirs.Tag, StringComparison.OrdinalIgnoreCase);
        return tag == JobMatch.Unequal ? JobMatch.Unrelated : new[]
        {
            tag,
            CompareNodes(ours.JobParam, theirs.JobParam),
            ours.Output is null ? JobMatch.Equal : CompareNodes(ours.Output, theirs.Output?.Xml ?? ""),
            ours.QueueId is null ? JobMatch.Equal : CompareText(ours.QueueId, theirs.QueueId, StringComparison.Ordinal),
        }.Max();
    }

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
        catch (XmlException)
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
