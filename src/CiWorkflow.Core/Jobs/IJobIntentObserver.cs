using System.Threading.Tasks;

namespace CiWorkflow.Jobs;

/// <summary>An observer that notes a create request where it outlives the process, before the request is sent.</summary>
internal interface IJobIntentObserver : IJobTriggerObserver
{
    /// <summary>A create request is going to be sent when this has ended, unless the caller is stopped meanwhile.</summary>
    Task IntendAsync();
}
