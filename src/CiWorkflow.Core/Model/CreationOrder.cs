namespace CiWorkflow.Model;

/// <summary>The order of a list, by the time at which its items were made (orderByTime).</summary>
public enum CreationOrder
{
    /// <summary>The newest first, as the service does when nothing is said.</summary>
    Desc = 0,

    /// <summary>The oldest first.</summary>
    Asc,
}
