using System.Management.Automation;

namespace CiWorkflow.Cmdlets;

/// <summary>What -First and -Skip leave of a command's output.</summary>
internal sealed class PageWindow
{
    private ulong _skip;
    private ulong _first;

    public PageWindow(PagingParameters paging)
    {
        _skip = paging.Skip;
        _first = paging.First;
    }

    /// <summary>Whether nothing more is wanted.</summary>
    public bool IsFull => _first == 0;

    /// <summary>How many more items are to be read at the most.</summary>
    public long Wanted => _skip >= long.MaxValue || _first >= long.MaxValue - _skip ? long.MaxValue : (long)(_skip + _first);

    /// <summary>Whether the next item is wanted.</summary>
    public bool Take()
    {
        if (_skip > 0)
        {
            _skip--;
            return false;
        }

        if (_first == 0)
        {
            return false;
        }

        _first--;
        return true;
    }
}
