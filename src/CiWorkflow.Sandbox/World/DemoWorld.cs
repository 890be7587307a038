using System;
using System.Globalization;

namespace CiWorkflow.Sandbox.World;

/// <summary>The world that the demo, the served sandbox and the interactive prompt start with.</summary>
public static class DemoWorld
{
    /// <summary>The bucket.</summary>
    public const string Bucket = "media-1250000000";

    /// <summary>Its region.</summary>
    public const string Region = "ap-beijing";

    /// <summary>The workflow of the page's example.</summary>
    public const string WorkflowId = "w7476ff3564ee45b7b490d64bccaba6cc";

    /// <summary>The keys; they are known here and nowhere else.</summary>
    public static SandboxAccount Account { get; } = new("AKIDSandboxSandboxSandbox", "SandboxSandboxSandboxSandbox");

    /// <summary>The template of its transcoding.</summary>
    public const string TranscodeTemplateId = "t04e1ab86554984f1aa17c062fbf6c007c";

    /// <summary>The template of its snapshots.</summary>
    public const string SnapshotTemplateId = "t07740e32081b44ad7a0aea03adcffd54a";

    /// <summary>The queue that every bucket that is bound has.</summary>
    public const string QueueId = "p2242ab62c7c94486915508540933a2c6";

    private const int RowsInReportFile = 30;

    /// <summary>Makes the world: a bucket with a week of uploads, some of them in the last day.</summary>
    public static SandboxWorld Make(TimeProvider? clock = null)
    {
        SandboxWorld world = MakeEmpty(clock);
        SandboxBucket bucket = world.Bucket(Bucket)!;
        bucket.Add(new SandboxWorkflow(WorkflowId, "transcode-and-snapshot", world.Now.AddDays(-90)));
        bucket.Add(new SandboxTemplate(TranscodeTemplateId, "transcode-720p", "Transcode", world.Now.AddDays(-100)));
        bucket.Add(new SandboxTemplate(SnapshotTemplateId, "snapshot-every-10s", "Snapshot", world.Now.AddDays(-100)));
        for (int day = 0; day < 7; day++)
        {
            for (int clip = 1; clip <= 6; clip++)
            {
                string flaw = clip == 4 ? "-corrupt" : "";
                string key = string.Create(CultureInfo.InvariantCulture, $"input/day-{day}/clip-{clip:00}{flaw}.mp4");
                bucket.Add(new SandboxObject(key, 1_000_000L * clip * (day + 1), world.Now.AddDays(-day).AddHours(-clip)));
            }
        }

        for (int clip = 1; clip <= 8; clip++)
        {
            string flaw = clip % 3 == 0 ? "-flaky" : "";
            string key = string.Create(CultureInfo.InvariantCulture, $"incoming/片段 {clip}{flaw}.mp4");
            bucket.Add(new SandboxObject(key, 3_000_000L * clip, world.Now.AddHours(-clip)));
        }

        string urls = bucket.UrlOf("input/day-0/clip-01.mp4") + "\n" + bucket.UrlOf("input/day-1/clip-02.mp4") + "\n";
        bucket.Add(new SandboxObject("lists/picked.txt", urls.Length, world.Now.AddDays(-1), urls));
        InventoryReport.Write(bucket, "inventory/2026-03-01/", [.. bucket.Objects("input/", "")], RowsInReportFile, world.Now.AddDays(-1));
        return world;
    }

    /// <summary>Makes a world with the account and the bucket, and nothing in it.</summary>
    public static SandboxWorld MakeEmpty(TimeProvider? clock = null)
    {
        var world = new SandboxWorld(clock);
        world.Add(Account);
        world.Add(new SandboxBucket(Bucket, Region)).Add(new SandboxQueue(QueueId, "queue-1", world.Now.AddDays(-365)));
        return world;
    }
}
