using System;
using System.Collections.Generic;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>A kind of queue, which has a call of its own to list and to change it.</summary>
/// <param name="Path">The path of its calls.</param>
/// <param name="ListAction">The CAM action that listing it needs.</param>
/// <param name="UpdateAction">The CAM action that changing it needs.</param>
/// <param name="Words">The service's words for it: the first one is its Category, the others stand in queueType.</param>
internal sealed record QueueKind(string Path, string ListAction, string UpdateAction, params string[] Words)
{
    /// <summary>The queues of media processing; CateAll is the category for all of these, and not for the other kinds.</summary>
    public static readonly QueueKind Media = new("/queue", "ci:DescribeMediaQueues", "ci:UpdateMediaQueue");

    /// <summary>The kinds beside those of media processing (460/46234, 1045/50328, 1045/72923).</summary>
    public static readonly IReadOnlyList<QueueKind> Others =
    [
        new("/asrqueue", "ci:DescribeAsrQueues", "ci:UpdateAsrQueue", "Speeching"),
        new("/picqueue", "ci:DescribePicProcessQueues", "ci:UpdatePicProcessQueue", "PicProcessing", "PicProcess"),
        new("/ai_queue", "ci:DescribeAiProcessQueues", "ci:UpdateAiProcessQueue", "AIProcess"),
        new("/docqueue", "ci:DescribeDocProcessQueues", "ci:UpdateDocProcessQueue", "DocProcessing", "DocProcess"),
        new("/file_queue", "ci:DescribeFileProcessQueues", "ci:UpdateFileProcessQueue", "FileProcessing", "FileProcess"),
    ];

    /// <summary>The kind of a category: a word that belongs to no other kind is one of media processing.</summary>
    public static QueueKind OfCategory(string? category) =>
        Others.FirstOrDefault(kind => kind.Words.Contains(category ?? "", StringComparer.OrdinalIgnoreCase)) ?? Media;

    /// <summary>The kind that a queue was read as.</summary>
    public static QueueKind OfPath(string path) => Others.FirstOrDefault(kind => kind.Path == path) ?? Media;

    /// <inheritdoc/>
    public override string ToString() => Words.Length > 0 ? Words[0] : "Media";
}
