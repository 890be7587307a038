using System;
using System.IO;

namespace CiWorkflow.Sandbox;

/// <summary>Where the assembled module is: out/CiWorkflow, beside the solution.</summary>
public static class ModuleFolder
{
    /// <summary>The folder of the repository that this program was built in.</summary>
    /// <exception cref="DirectoryNotFoundException">It isn't in one.</exception>
    public static string Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CiWorkflow.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("CiWorkflow.sln stands in no folder above " + AppContext.BaseDirectory);
    }

    /// <summary>The assembled module.</summary>
    /// <exception cref="DirectoryNotFoundException">It hasn't been built.</exception>
    public static string Find()
    {
        string folder = Path.Combine(Repository(), "out", "CiWorkflow");
        return File.Exists(Path.Combine(folder, "CiWorkflow.psd1"))
            ? folder
            : throw new DirectoryNotFoundException(folder + " isn't there; run dotnet build first.");
    }
}
