using System.Management.Automation;
using System.Runtime.CompilerServices;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// The bucket and the region of an object of which an argument keeps one value, such as its key: without them the key would be looked for
/// in the session's bucket. From the pipeline they bind themselves.
/// </summary>
internal sealed class ObjectPlace
{
    private static readonly ConditionalWeakTable<object, ObjectPlace> Places = new();

    private ObjectPlace(string bucket, string region)
    {
        Bucket = bucket;
        Region = region;
    }

    public string Bucket { get; }

    public string Region { get; }

    /// <summary>A copy of a text that an object's place is known of; the text itself where the object has none.</summary>
    public static string Keep(string text, PSObject item)
    {
        string copy = new(text.ToCharArray());
        return Keep((object)copy, item) ? copy : text;
    }

    /// <summary>Notes the place of the object that a value was made from.</summary>
    /// <returns>Whether the object has one.</returns>
    public static bool Keep(object value, PSObject item)
    {
        if (Text(item, nameof(JobsDetail.Bucket)) is not { Length: > 0 } bucket)
        {
            return false;
        }

        Places.Add(value, new ObjectPlace(bucket, Text(item, nameof(JobsDetail.Region)) ?? ""));
        return true;
    }

    /// <summary>The place of the object that a value was made from; null where it wasn't made from one.</summary>
    public static ObjectPlace? Of(object? value) => value is not null && Places.TryGetValue(value, out ObjectPlace? place) ? place : null;

    private static string? Text(PSObject item, string name) => GivenAttribute.Plain(item.Properties[name]?.Value) as string;
}
