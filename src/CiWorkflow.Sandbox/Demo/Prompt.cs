using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using CiWorkflow.Sandbox.Engine;

namespace CiWorkflow.Sandbox.Demo;

/// <summary>A prompt over the console: reads statements, of several lines where they need them, until exit.</summary>
internal static class Prompt
{
    public static int Run(PowerShellEngine engine, TextReader input, TextWriter output)
    {
        PowerShell? running = null;
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            running?.BeginStop(null, null);
        };

        while (engine.Host.ExitCode is null && Read(input, output) is { } statement)
        {
            engine.RunAtPrompt(statement, shell => running = shell);
            running = null;
        }

        return engine.Host.ExitCode ?? 0;
    }

    private static string? Read(TextReader input, TextWriter output)
    {
        output.Write("PS> ");
        string? text = input.ReadLine();
        while (text is not null)
        {
            Parser.ParseInput(text, out _, out ParseError[] errors);
            if (!errors.Any(error => error.IncompleteInput))
            {
                break;
            }

            output.Write(">> ");
            if (input.ReadLine() is not { } more)
            {
                break;
            }

            text += "\n" + more;
        }

        return text;
    }
}
