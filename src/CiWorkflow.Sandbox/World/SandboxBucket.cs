using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CiWorkflow.Sandbox.Variants;

namespace CiWorkflow.Sandbox.World;

/// <summary>A bucket in a region: its objects, its workflows, and the jobs made over it.</summary>
public sealed class SandboxBucket
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SandboxObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SandboxWorkflow> _workflows = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SandboxQueue> _queues = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SandboxTemplate> _templates = new(StringComparer.Ordinal);
    private readonly List<SandboxJob> _jobs = [];
    private SandboxObject[]? _inOrder;
    private long _bytes;
    private readonly HashSet<string> _flaky = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SandboxJob> _jobsById = new(StringComparer.Ordinal);

    /// <summary>Makes an empty bucket.</summary>
    public SandboxBucket(string name, string region)
    {
        Name = name;
        Region = region;
    }

    /// <summary>name-APPID.</summary>
    public string Name { get; }

    /// <summary>The region that it is in.</summary>
    public string Region { get; }

    /// <summary>The state of its versioning: Enabled, Suspended, or empty where it was never switched on.</summary>
    public string Versioning { get; set; } = "";

    /// <summary>The host of its objects.</summary>
    public string ObjectHost => $"{Name}.cos.{Region}.myqcloud.com";

    /// <summary>The jobs, in the order in which they were made.</summary>
    public IReadOnlyList<SandboxJob> Jobs
    {
        get
        {
            lock (_lock)
            {
                return _jobs.Where(job => job.Order.Type != JobOrder.OneObject).ToArray();
            }
        }
    }

    /// <summary>The queues, in the order of their ids.</summary>
    public IReadOnlyList<SandboxQueue> Queues
    {
        get
        {
            lock (_lock)
            {
                return [.. _queues.Values];
            }
        }
    }

    /// <summary>The templates, in the order of their ids.</summary>
    public IReadOnlyList<SandboxTemplate> Templates
    {
        get
        {
            lock (_lock)
            {
                return [.. _templates.Values];
            }
        }
    }

    /// <summary>How many bytes of objects that were uploaded it keeps.</summary>
    internal long KeptBytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether it is bound to the service.</summary>
    public bool IsBound { get; set; } = true;

    /// <summary>How many jobs there are.</summary>
    internal int JobCount
    {
        get
        {
            lock (_lock)
            {
                return _jobs.Count;
            }
        }
    }

    /// <summary>The workflows, in the order of their ids.</summary>
    public IReadOnlyList<SandboxWorkflow> Workflows
    {
        get
        {
            lock (_lock)
            {
                return _workflows.Values.OrderBy(workflow => workflow.WorkflowId, StringComparer.Ordinal).ToArray();
            }
        }
    }

    /// <summary>Puts an object, over one of the same key.</summary>
    public SandboxBucket Add(SandboxObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        lock (_lock)
        {
            _objects[item.Key] = item;
            _inOrder = null;
        }

        return this;
    }

    /// <summary>Puts an object, over one of the same key only where that is allowed.</summary>
    /// <returns>Whether it was put.</returns>
    internal bool Put(SandboxObject item, bool mayOverwrite)
    {
        lock (_lock)
        {
            if (!mayOverwrite && _objects.ContainsKey(item.Key))
            {
                return false;
            }

            _bytes += (item.Bytes?.Length ?? 0) - (_objects.GetValueOrDefault(item.Key)?.Bytes?.Length ?? 0);
            _objects[item.Key] = item;
            _inOrder = null;
            return true;
        }
    }

    /// <summary>Puts a workflow.</summary>
    public SandboxBucket Add(SandboxWorkflow workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        lock (_lock)
        {
            _workflows[workflow.WorkflowId] = workflow;
        }

        return this;
    }

    /// <summary>Puts a queue.</summary>
    public SandboxBucket Add(SandboxQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        lock (_lock)
        {
            _queues[queue.QueueId] = queue;
        }

        return this;
    }

    /// <summary>Puts a template.</summary>
    public SandboxBucket Add(SandboxTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        lock (_lock)
        {
            _templates[template.TemplateId] = template;
        }

        return this;
    }

    /// <summary>The queue of an id; null when there is none.</summary>
    public SandboxQueue? Queue(string id)
    {
        lock (_lock)
        {
            return _queues.GetValueOrDefault(id);
        }
    }

    /// <summary>The workflow of an id; null when there is none.</summary>
    public SandboxWorkflow? Workflow(string id)
    {
        lock (_lock)
        {
            return _workflows.GetValueOrDefault(id);
        }
    }

    /// <summary>The job of an id; null when there is none.</summary>
    public SandboxJob? Job(string id)
    {
        lock (_lock)
        {
            return _jobsById.GetValueOrDefault(id);
        }
    }

    /// <summary>The jobs from a place in their order on, this way or that.</summary>
    internal IEnumerable<SandboxJob> JobsFrom(long sequence, bool ascending)
    {
        for (long at = sequence; at >= 1; at += ascending ? 1 : -1)
        {
            SandboxJob job;
            lock (_lock)
            {
                if (at > _jobs.Count)
                {
                    yield break;
                }

                job = _jobs[(int)at - 1];
            }

            yield return job;
        }
    }

    /// <summary>The object of a key; null when there is none.</summary>
    public SandboxObject? Object(string key)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    /// <summary>The objects whose keys begin with a prefix and come behind a marker, by key.</summary>
    internal IEnumerable<SandboxObject> Objects(string prefix, string marker)
    {
        SandboxObject[] all;
        lock (_lock)
        {
            all = _inOrder ??= [.. _objects.Values];
        }

        int low = 0;
        for (int high = all.Length; low < high;)
        {
            int middle = (low + high) / 2;
            bool isBefore = string.CompareOrdinal(all[middle].Key, prefix) < 0 || string.CompareOrdinal(all[middle].Key, marker) <= 0;
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return all.Skip(low).TakeWhile(item => item.Key.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Keeps a job, and sets its place in the order.</summary>
    internal void Add(Func<long, SandboxJob> make)
    {
        lock (_lock)
        {
            SandboxJob job = make(_jobs.Count + 1);
            if (job.Objects is not NumberedObjects)
            {
                job.FirstTimers = job.Objects.Select(item => item.Key)
                    .Where(key => key.Contains("flaky", StringComparison.Ordinal) && _flaky.Add(key))
                    .ToHashSet(StringComparer.Ordinal);
            }

            _jobs.Add(job);
            _jobsById.Add(job.JobId, job);
        }
    }

    /// <summary>Removes an object; nothing happens where it isn't there.</summary>
    public void Remove(string key)
    {
        lock (_lock)
        {
            if (_objects.Remove(key, out SandboxObject? removed))
            {
                _bytes -= removed.Bytes?.Length ?? 0;
            }

            _inOrder = null;
        }
    }

    /// <summary>Removes a workflow.</summary>
    public void RemoveWorkflow(string id)
    {
        lock (_lock)
        {
            _workflows.Remove(id);
        }
    }

    /// <summary>The URL of an object, as COS writes one.</summary>
    public string UrlOf(string key) => $"https://{ObjectHost}/{Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal)}";

    /// <summary>The key that a text names: a key, or the URL of an object of this bucket.</summary>
    public string KeyOf(string text)
    {
        string rest = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? text[8..]
            : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? text[7..]
            : "";
        return rest.StartsWith(ObjectHost + "/", StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(rest[(ObjectHost.Length + 1)..])
            : text;
    }

    /// <summary>The objects that an input and an interval select, by key.</summary>
    internal IReadOnlyList<SandboxObject> Select(JobOrder order, IReadOnlySet<ServiceVariant> variants)
    {
        lock (_lock)
        {
            string key = KeyOf(order.InputKey);
            IEnumerable<SandboxObject> named = order.InputKind switch
            {
                "Prefix" => Objects(PrefixOf(order.InputKey, variants), ""),
                "Object" => Named([variants.Contains(ServiceVariant.LeadingSlashDropped) ? key.TrimStart('/') : key]),
                "UrlFile" => Named(UrlFile.Keys(_objects.GetValueOrDefault(key)?.Text ?? "", variants)),
                _ => Named(InventoryReport.Keys(key, other => _objects.GetValueOrDefault(other))),
            };
            string filter = variants.Contains(ServiceVariant.StartFilterHeeded)
                ? _workflows.GetValueOrDefault(order.WorkflowIds[0])?.ObjectPrefix ?? ""
                : "";
            return named.Where(item => order.Selects(item.Uploaded) && item.Key.StartsWith(filter, StringComparison.Ordinal))
                .Take(variants.Contains(ServiceVariant.JobOfTenObjects) ? 10 : int.MaxValue)
                .ToArray();
        }
    }

    private static string PrefixOf(string text, IReadOnlySet<ServiceVariant> variants)
    {
        string prefix = variants.Contains(ServiceVariant.PrefixTrimmed) ? text.Trim() : text;
        return variants.Contains(ServiceVariant.LeadingSlashDropped) ? prefix.TrimStart('/') : prefix;
    }

    private IEnumerable<SandboxObject> Named(IEnumerable<string> keys) =>
        keys.Select(key => _objects.GetValueOrDefault(key)).OfType<SandboxObject>();
}
