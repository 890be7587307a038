using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using CiWorkflow.Sandbox.Engine;

namespace CiWorkflow.Sandbox.Demo;

/// <summary>Runs a script statement by statement, each shown as a person would have typed it and followed by what came.</summary>
internal static class DemoRunner
{
    /// <returns>Whether every statement ran without an error.</returns>
    public static bool Run(PowerShellEngine engine, string script, TextWriter output)
    {
        ScriptBlockAst parsed = Parser.ParseInput(script, out Token[] tokens, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw new InvalidDataException(errors[0].Message);
        }

        int done = 0;
        foreach (StatementAst statement in parsed.EndBlock.Statements)
        {
            foreach (Token comment in tokens.Where(token => token.Kind == TokenKind.Comment && token.Extent.StartOffset >= done && token.Extent.EndOffset <= statement.Extent.StartOffset))
            {
                output.WriteLine();
                output.WriteLine("PS> " + comment.Text);
            }

            output.WriteLine("PS> " + statement.Extent.Text.ReplaceLineEndings(output.NewLine + ">>  "));
            done = statement.Extent.EndOffset;
            if (!engine.RunAtPrompt(statement.Extent.Text))
            {
                return false;
            }
        }

        return true;
    }
}
