using System.Management.Automation;
using CiWorkflow.Completion;
using CiWorkflow.Connection;

namespace CiWorkflow;

/// <summary>Forgets keys and answers when the module is removed; the assembly itself stays loaded until the process ends.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        SessionContext.Clear();
        ServiceCompleter.Forget();
    }
}
