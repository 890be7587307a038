using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;
using CiWorkflow.Xml;

namespace CiWorkflow.Inputs;

/// <summary>The objects of a prefix in key order, with several of its folders listed at once.</summary>
internal sealed class FolderListing : InputSource
{
    private readonly CosBucket _bucket;
    private readonly int _limit;
    private readonly PrefixListing _level;

    // Only the first page of a folder is read ahead, so that what waits in memory is at most _limit pages.
    private readonly Queue<Task<ObjectPage>> _ahead = new();
    private ObjectPage? _page;
    private PrefixListing? _folder;
    private int _nextObject;
    private int _nextFolder;
    private int _nextAhead;

    public FolderListing(CosBucket bucket, string prefix, int limit)
    {
        _bucket = bucket;
        _limit = limit;
        _level = new PrefixListing(bucket, prefix, "/");
    }

    public override async Task<InputPage?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<InputFault> faults = [];
            if (_folder is not null)
            {
                if (await _folder.NextAsync(cancellationToken).ConfigureAwait(false) is { } inFolder)
                {
                    return inFolder;
                }

                _folder = null;
            }

            if (_page is null || (_nextFolder == _page.Prefixes.Count && _nextObject == _page.Objects.Count))
            {
                _page = await _level.NextPageAsync(cancellationToken).ConfigureAwait(false);
                (_nextObject, _nextFolder, _nextAhead) = (0, 0, 0);
                if (_page is null)
                {
                    return null;
                }

                faults = PrefixListing.Faults(_page);
            }

            ListAhead(_page, cancellationToken);
            List<CiInputObject> between = ObjectsBeforeNextFolder(_page);
            if (_nextFolder < _page.Prefixes.Count)
            {
                _folder = new PrefixListing(_bucket, _page.Prefixes[_nextFolder++], first: _ahead.Dequeue());
            }

            if (between.Count > 0 || faults.Count > 0)
            {
                return new InputPage(between, faults);
            }
        }
    }

    public override void Dispose()
    {
        foreach (Task<ObjectPage> read in _ahead)
        {
            // A page that nobody waits for any more may fail: its exception is observed here.
            read.ContinueWith(
                static failed =>
                    _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private void ListAhead(ObjectPage page, CancellationToken cancellationToken)
    {
        while (_nextAhead < page.Prefixes.Count && _ahead.Count < _limit)
        {
            _ahead.Enqueue(_bucket.ListObjectsAsync(page.Prefixes[_nextAhead++], "", "", cancellationToken));
        }
    }

    private List<CiInputObject> ObjectsBeforeNextFolder(ObjectPage page)
    {
        var between = new List<CiInputObject>();
        while (_nextObject < page.Objects.Count
            && (_nextFolder == page.Prefixes.Count || KeyOrder.Compare(page.Objects[_nextObject].Key, page.Prefixes[_nextFolder]) < 0))
        {
            between.Add(page.Objects[_nextObject++]);
        }

        return between;
    }
}
