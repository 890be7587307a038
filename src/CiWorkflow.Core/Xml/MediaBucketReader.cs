using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;MediaBucketList&gt;</c>.</summary>
internal static class MediaBucketReader
{
    public static MediaBucket Read(AnswerReader xml) => xml.Children(
        new MediaBucket(),
        (bucket, name) => name switch
        {
            // The page has both, with the same value.
            "BucketId" or "Name" when xml.Word() is { Length: > 0 } id => bucket with { BucketId = id },
            "Region" => bucket with { Region = xml.Word() },
            "CreateTime" => bucket with { CreateTime = xml.Time() },
            _ => bucket,
        });
}
