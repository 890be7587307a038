using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>The service's words for states (docs 460/76894 and 460/80050), jobs' and executions' alike.</summary>
public sealed class StateWordsTests
{
    /// <summary>Each word has its state, whatever its case.</summary>
    [Theory]
    [InlineData("Submitted", JobState.Submitted, ExecutionState.Submitted)]
    [InlineData("Running", JobState.Running, ExecutionState.Running)]
    [InlineData("Success", JobState.Success, ExecutionState.Success)]
    [InlineData("Failed", JobState.Failed, ExecutionState.Failed)]
    [InlineData("Pause", JobState.Pause, ExecutionState.Pause)]
    [InlineData("Cancel", JobState.Cancel, ExecutionState.Cancel)]
    [InlineData("success", JobState.Success, ExecutionState.Success)]
    public void AWordHasItsState(string word, JobState job, ExecutionState execution)
    {
        Assert.Equal(job, StateWords.Read<JobState>(word));
        Assert.Equal(execution, StateWords.Read<ExecutionState>(word));
    }

    /// <summary>What .NET would take for a member, a number or a list of names, is no word of the service.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("Hibernating")]
    [InlineData("3")]
    [InlineData("Submitted,Running")]
    [InlineData("Running, Failed")]
    [InlineData(" Success")]
    public void AnyOtherTextIsUnknown(string word)
    {
        Assert.Equal(JobState.Unknown, StateWords.Read<JobState>(word));
        Assert.Equal(ExecutionState.Unknown, StateWords.Read<ExecutionState>(word));
    }
}
