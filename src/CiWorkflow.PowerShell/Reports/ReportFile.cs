using System;
using System.IO;

namespace CiWorkflow.Reports;

/// <summary>A file that appears under its name when it is whole, and not before.</summary>
internal sealed class ReportFile : IDisposable
{
    private readonly bool _overwrites;
    private bool _isDone;

    public ReportFile(string path, bool overwrites)
    {
        Path = path;
        _overwrites = overwrites;
        TemporaryPath = path + "." + Guid.NewGuid().ToString("N").Substring(0, 8) + ".tmp";
    }

    public string Path { get; }

    /// <summary>Where it is written to.</summary>
    public string TemporaryPath { get; }

    /// <summary>Sets its name.</summary>
    /// <exception cref="IOException">There is a file of that name, and it is not to be overwritten.</exception>
    public void Complete()
    {
        if (_overwrites && File.Exists(Path))
        {
            File.Replace(TemporaryPath, Path, null);
        }
        else
        {
            File.Move(TemporaryPath, Path);
        }

        _isDone = true;
    }

    public void Dispose()
    {
        if (!_isDone)
        {
            File.Delete(TemporaryPath);
        }
    }
}
