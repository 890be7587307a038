using System;
using System.Threading.Tasks;

namespace CiWorkflow.Framework.Tests;

/// <summary>
/// Runs one check of the client against a served sandbox: <c>CHECK ENDPOINT BUCKET REGION WORKFLOW SECRETID SECRETKEY</c>.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            await new ClientChecks(arguments).RunAsync(arguments[0]);
            return 0;
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync(failure.ToString());
            return 1;
        }
    }
}
