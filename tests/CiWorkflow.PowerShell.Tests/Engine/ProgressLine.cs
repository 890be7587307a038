using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;

namespace CiWorkflow.Sandbox.Engine;

/// <summary>Progress as text: on a terminal one line that is written again, elsewhere a line for each thing that is new.</summary>
internal sealed class ProgressLine
{
    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly bool _isTerminal;
    private readonly int _width;
    private readonly Dictionary<int, string> _shown = [];
    private bool _drawn;

    public ProgressLine(TextWriter output, bool isTerminal, int width)
    {
        _output = output;
        _isTerminal = isTerminal;
        _width = width;
    }

    public void Show(ProgressRecord record)
    {
        lock (_lock)
        {
            if (record.RecordType == ProgressRecordType.Completed)
            {
                _shown.Remove(record.ActivityId);
                Clear();
                return;
            }

            string text = record.Activity + ": " + record.StatusDescription;
            if (_shown.TryGetValue(record.ActivityId, out string? before) && before == text)
            {
                return;
            }

            _shown[record.ActivityId] = text;
            if (!_isTerminal)
            {
                _output.Write("  " + text + "\n");
                return;
            }

            string line = string.Join(" | ", _shown.OrderBy(pair => pair.Key).Select(pair => pair.Value));
            _output.Write("\r\u001b[K" + (line.Length < _width ? line : line[..(_width - 2)] + "…"));
            _output.Flush();
            _drawn = true;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            if (_drawn)
            {
                _output.Write("\r\u001b[K");
                _drawn = false;
            }
        }
    }
}
