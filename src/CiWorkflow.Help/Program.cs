using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using CiWorkflow.Help;

// CiWorkflow.Help <assembly> <folder of the sources> <folder of the module> <address of the sources' folder> <file with the paths of its
// references>
// Makes the help of each culture from its Markdown pages: <culture>/<assembly>-Help.xml and <culture>/about_*.help.txt.
(string assemblyFile, string sources, string target, string address) = (args[0], args[1], args[2], args[3]);
try
{
    using var context = new MetadataLoadContext(new PathAssemblyResolver(File.ReadLines(args[4]).Append(assemblyFile)), "netstandard");
    IReadOnlyList<CmdletMetadata> cmdlets = CmdletMetadata.ReadAll(context.LoadFromAssemblyPath(assemblyFile));
    foreach ((string culture, string onlineText) in new[] { ("en-US", "Online version"), ("zh-CN", "在线版本") })
    {
        WriteCulture(cmdlets, culture, onlineText);
    }

    return 0;
}
catch (HelpException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

void WriteCulture(IReadOnlyList<CmdletMetadata> cmdlets, string culture, string onlineText)
{
    string folder = Path.Combine(sources, culture);
    string output = Path.Combine(target, culture);
    Directory.CreateDirectory(output);
    string sharedFile = Path.Combine(folder, "SharedParameters.md");
    Dictionary<string, HelpEntry> shared = File.Exists(sharedFile)
        ? HelpPage.Read(sharedFile).Parameters.ToDictionary(entry => entry.Name, StringComparer.Ordinal)
        : [];
    var maml = new MamlWriter();
    foreach (CmdletMetadata cmdlet in cmdlets)
    {
        string file = Path.Combine(folder, cmdlet.Name + ".md");
        if (!File.Exists(file))
        {
            continue;
        }

        HelpPage page = HelpPage.Read(file);
        if (page.Title != cmdlet.Name)
        {
            throw new HelpException(file, 1, $"the heading is '{page.Title}' and not '{cmdlet.Name}'.");
        }

        maml.Add(cmdlet, page, shared, onlineText, $"{address}/{culture}/{cmdlet.Name}.md");
    }

    maml.Save(Path.Combine(output, Path.GetFileName(assemblyFile) + "-Help.xml"));
    foreach (string about in Directory.EnumerateFiles(folder, "about_*.md"))
    {
        File.WriteAllText(Path.Combine(output, Path.GetFileNameWithoutExtension(about) + ".help.txt"), AboutTopic.Write(about));
    }
}
