using System;
using System.Management.Automation.Host;

namespace CiWorkflow.Sandbox.Engine;

/// <summary>The size of the host's lines, and nothing of a screen.</summary>
internal sealed class SandboxRawUI(int width) : PSHostRawUserInterface
{
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override Size BufferSize { get; set; } = new(width, 50);

    public override Size WindowSize { get; set; } = new(width, 50);

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Size MaxWindowSize => WindowSize;

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => false;

    /// <summary>How many cells a character takes: two for the wide ones of East Asia, so that a table of Chinese keys stands straight.</summary>
    public override int LengthInBufferCells(char source) =>
        source is (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60') or (>= '\uFFE0' and <= '\uFFE6') ? 2 : 1;

    public override int LengthInBufferCells(string source, int offset)
    {
        int cells = 0;
        for (int i = offset; i < source.Length; i++)
        {
            cells += LengthInBufferCells(source[i]);
        }

        return cells;
    }

    public override int LengthInBufferCells(string source) => LengthInBufferCells(source, 0);

    public override void FlushInputBuffer()
    {
    }

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new HostException("This host reads lines, not keys.");

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new HostException("This host has no screen.");

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw new HostException("This host has no screen.");

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new HostException("This host has no screen.");

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
    }
}
