using System.Collections.Generic;

namespace CiWorkflow.Core.Tests.Jobs.Model;

/// <summary>
/// Tries every sequence of choices, one run after another. The first option of a choice is that all goes well; each other one spends a
/// fault, and a run has a bounded number of these.
/// </summary>
internal sealed class Choices
{
    private readonly List<(int Taken, int Count)> _choices = [];
    private readonly int _faults;
    private int _position;
    private int _spent;

    public Choices(int faults) => _faults = faults;

    /// <summary>Takes one of several options.</summary>
    /// <param name="count">How many there are.</param>
    public int Pick(int count)
    {
        if (_position == _choices.Count)
        {
            _choices.Add((0, _spent < _faults ? count : 1));
        }

        int taken = _choices[_position++].Taken;
        _spent += taken > 0 ? 1 : 0;
        return taken;
    }

    /// <summary>Takes one of several options that are no faults.</summary>
    public int PickFree(int count)
    {
        if (_position == _choices.Count)
        {
            _choices.Add((0, count));
        }

        return _choices[_position++].Taken;
    }

    /// <summary>Begins the next run.</summary>
    /// <returns>False when every sequence was tried.</returns>
    public bool Next()
    {
        while (_choices.Count > 0)
        {
            (int taken, int count) = _choices[^1];
            _choices.RemoveAt(_choices.Count - 1);
            if (taken + 1 < count)
            {
                _choices.Add((taken + 1, count));
                (_position, _spent) = (0, 0);
                return true;
            }
        }

        return false;
    }

    /// <summary>The choices of the run, to repeat it by.</summary>
    public override string ToString() => string.Join(",", _choices.ConvertAll(static choice => choice.Taken));
}
