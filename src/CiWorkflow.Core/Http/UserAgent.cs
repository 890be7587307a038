using System.Reflection;
using System.Runtime.InteropServices;

namespace CiWorkflow.Http;

/// <summary>The User-Agent of the requests: <c>CiWorkflow/1.2.3 (PowerShell 7.6.5; .NET 10.0.1; Linux)</c>.</summary>
internal static class UserAgent
{
    private static readonly string Version = 
        typeof(UserAgent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static string Compose(string? host)
    {
        string system = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "Windows"
            : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "macOS" : "Linux";
        string inside = RuntimeInformation.FrameworkDescription + "; " + system;
        return "CiWorkflow/" + Version + " (" + Plain(host is { Length: > 0 } ? host + "; " + inside : inside) + ")";
    }

    // Inside the brackets of a comment only these are safe for every server on the way.
    private static string Plain(string text)
    {
        char[] characters = text.ToCharArray();
        for (int i = 0; i < characters.Length; i++)
        {
            char c = characters[i];
            if (c is < ' ' or > '~' or '(' or ')' or '\\')
            {
                characters[i] = '_';
            }
        }

        return new string(characters);
    }
}
