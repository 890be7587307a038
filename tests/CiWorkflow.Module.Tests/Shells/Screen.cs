using System;
using System.Diagnostics;
using System.Text;
using System.Threading.Tasks;

namespace CiWorkflow.Shells;

/// <summary>What a program in a pseudo-terminal shows. Where it asks for the place of the cursor it is answered, as by every terminal.</summary>
public sealed class Screen
{
    private const string WhereIsTheCursor = "\u001b[6n";

    private readonly Process _program;

    private Screen(Process program)
    {
        _program = program;
        Text = Task.Run(ReadAsync);
    }

    /// <summary>All that it has shown when it has ended.</summary>
    public Task<string> Text { get; }

    /// <summary>Reads from now on.</summary>
    /// <param name="program">The program, its streams redirected.</param>
    public static Screen Of(Process program) => new(program);

    private async Task<string> ReadAsync()
    {
        var shown = new StringBuilder();
        var buffer = new char[4096];
        int read;
        int answered = 0;
        while ((read = await _program.StandardOutput.ReadAsync(buffer)) > 0)
        {
            shown.Append(buffer, 0, read);
            string rest = shown.ToString(answered, shown.Length - answered);
            for (int at; (at = rest.IndexOf(WhereIsTheCursor, StringComparison.Ordinal)) >= 0; rest = rest[(at + WhereIsTheCursor.Length)..])
            {
                answered += at + WhereIsTheCursor.Length;
                await _program.StandardInput.WriteAsync("\u001b[1;1R");
                await _program.StandardInput.FlushAsync();
            }
        }

        return shown.ToString();
    }
}
