using System;
using System.Collections.Generic;
using System.Linq;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads a <c>&lt;JobsDetail&gt;</c> of a media job.</summary>
internal static class MediaJobReader
{
    public static MediaJob Read(AnswerReader xml) => xml.Children(
        new MediaJob(),
        (job, name) => name switch
        {
            "JobId" => job with { MediaJobId = xml.Word() },
            "Tag" => job with { Tag = xml.Word() },
            "State" => job with { StateText = xml.Word() },
            "Code" => job with { Code = xml.Word() },
            "Message" => job with { Message = xml.Text() },
            "Progress" => job with { Progress = xml.Number() is { } percent and <= 100 ? (int)percent : null },
            "QueueId" => job with { QueueId = xml.Word() },
            "CreationTime" or "CreateTime" => job with { CreationTime = xml.Time() },
            "StartTime" => job with { StartTime = xml.Time() },
            "EndTime" => job with { EndTime = xml.Time() },
            "Input" => xml.Children(job, (outer, part) => part switch
            {
                "Object" => outer with { Object = xml.Text() },
                "BucketId" or "Bucket" => outer with { InputBucket = xml.Word() },
                "Region" => outer with { InputRegion = xml.Word() },
                _ => outer,
            }),
            "Operation" => ReadOperation(xml, job),
            _ => job,
        },
        static (job, unrecognized) => job with { Unrecognized = unrecognized });

    // Output names what is to be made, with placeholders; only MediaResult names what was.
    private static MediaJob ReadOperation(AnswerReader xml, MediaJob job)
    {
        var outputs = new List<MediaJobOutput>();
        xml.Copy(
            () => xml.Children(job, (outer, part) => part == "MediaResult"
                ? xml.Children(outer, (inner, name) =>
                {
                    if (name == "OutputFile")
                    {
                        ReadFiles(xml, outputs, "", "");
                    }

                    return inner;
                })
                : outer),
            out string text);
        return job with { Operation = text, Outputs = outputs };
    }

    /// <summary>Reads an OutputFile (1045/49523), and the SpriteOutputFile inside it.</summary>
    private static void ReadFiles(AnswerReader xml, List<MediaJobOutput> outputs, string bucket, string region)
    {
        var names = new List<string>();
        var prefixes = new List<string>();
        var checksums = new Dictionary<string, string>(StringComparer.Ordinal);
        var sprites = new List<MediaJobOutput>();
        xml.Children(name =>
        {
            switch (name)
            {
                case "Bucket": bucket = xml.Word(); break;
                case "Region": region = xml.Word(); break;
                case "ObjectName": names.Add(xml.Text()); break;
                case "ObjectPrefix": prefixes.Add(xml.Text()); break;
                case "Md5Info": ReadChecksum(xml, checksums); break;
                case "SpriteOutputFile": ReadFiles(xml, sprites, "", ""); break;
            }
        });
        outputs.AddRange(names.Select((name, i) => (Name: name, Key: KeyOf(name, i))).Where(static file => file.Key.Length > 0).Select(
            file => new MediaJobOutput(file.Key)
            {
                Bucket = bucket,
                Region = region,
                Md5 = checksums.TryGetValue(file.Name, out string? md5) || checksums.TryGetValue(file.Key, out md5) ? md5 : "",
            }));
        outputs.AddRange(sprites.Select(sprite => sprite.Bucket.Length > 0 ? sprite : sprite with { Bucket = bucket, Region = region }));

        // One prefix is that of all names, several are one for each; with another number no key is known.
        string KeyOf(string name, int place) =>
            name.Length == 0 ? ""
            : prefixes.Count switch
            {
                0 => name,
                1 => prefixes[0] + name,
                int count when count == names.Count => prefixes[place] + name,
                _ => "",
            };
    }

    private static void ReadChecksum(AnswerReader xml, Dictionary<string, string> checksums)
    {
        string file = "";
        string md5 = "";
        xml.Children(name =>
        {
            switch (name)
            {
                case "ObjectName": file = xml.Text(); break;
                case "Md5": md5 = xml.Word(); break;
            }
        });
        checksums[file] = md5;
    }
}
