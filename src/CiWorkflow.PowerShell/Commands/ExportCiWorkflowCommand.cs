using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using System.Xml.Linq;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Model;
using CiWorkflow.Reports;

namespace CiWorkflow.Commands;

/// <summary>Export-CiWorkflow: writes the definition of a workflow into a file, to keep it or to import it elsewhere.</summary>
[Cmdlet(VerbsData.Export, "CiWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportCiWorkflowCommand : ServiceCmdlet
{
    // Only Linux tells two names by their case.
    private readonly HashSet<string> _written = new(
        RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>The ids of the workflows; a workflow is taken for its id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Text("WorkflowId")]
    [ArgumentCompleter(typeof(Completion.WorkflowIdCompleter))]
    public string[] WorkflowId { get; set; } = [];

    /// <summary>The file; a folder that is there takes a file named after each workflow.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Text("FullName")]
    public string Path { get; set; } = "";

    /// <summary>Overwrites a file that is there.</summary>
    [Parameter]
    [Given]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in WorkflowId)
        {
            RunItem(() => id, () => ExportAsync(id));
        }
    }

    private async Task ExportAsync(string id)
    {
        string path = ResolveFile(nameof(Path), Path);
        CiClient client = await ConnectAsync();
        MediaWorkflow workflow = await FindWorkflowAsync(client, id);
        if (workflow.Topology is not { } topology)
        {
            throw new CommandException(
                "WorkflowUnreadable",
                ErrorCategory.InvalidData, Say(CommandMessages.WorkflowWithoutTopology, workflow), CommandMessages.AdviceSupport);
        }

        path = Directory.Exists(path) ? System.IO.Path.Combine(path, DefinitionFileName.Of(workflow.Name, workflow.WorkflowId)) : path;
        if (_written.Contains(path))
        {
            throw new CommandException(
                "FileExists", ErrorCategory.ResourceExists,
                Say(CommandMessages.FileWrittenBefore, path, workflow), CommandMessages.FileWrittenBeforeAdvice);
        }

        if (!ShouldProcess(path, Say(CommandMessages.ExportingWorkflow, workflow)))
        {
            if (IsWhatIf)
            {
                _written.Add(path);
            }

            return;
        }

        var document = new XElement(
            "MediaWorkflow",
            new XElement("Name", workflow.Name),
            new XElement("State", workflow.State),
            XElement.Parse(topology.Xml));
        try
        {
            using var file = new ReportFile(path, Force);
            File.WriteAllText(file.TemporaryPath, document + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            file.Complete();
        }
        catch (IOException) when (!Force && File.Exists(path))
        {
            throw new CommandException(
                "FileExists", ErrorCategory.ResourceExists, Say(CommandMessages.FileExists, path), CommandMessages.FileExistsAdvice);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                "FileNotWritten", ErrorCategory.WriteError,
                Say(CommandMessages.FileNotWritten, path, failure.Message), CommandMessages.FileNotWrittenAdvice, failure);
        }

        _written.Add(path);
        WriteObject(new FileInfo(path));
    }
}
