using System;
using System.Linq;
using System.Reflection;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>What a person sees of the records where a table has room for one word, and what a script may do with them.</summary>
public sealed class ShownRecordsTests
{
    /// <summary>Each record writes what names it, and not all its properties.</summary>
    [Fact]
    public void ARecordWritesWhatNamesIt()
    {
        Assert.Equal("nightly (b1)", new JobsDetail { Name = "nightly", JobId = "b1" }.ToString());
        Assert.Equal("a.mp4 (Failed)", new WorkflowExecution { Object = "a.mp4", StateText = "Failed" }.ToString());
        Assert.Equal("Transcode_1 (Success)", new ExecutionTask { Name = "Transcode_1", StateText = "Success" }.ToString());
        Assert.Equal(
            "1.jpg, 2.jpg",
            new TaskResultInfo { ObjectInfo = [new() { ObjectName = "1.jpg" }, new() { ObjectName = "2.jpg" }] }.ToString());
        Assert.Equal("a: Success", new TaskJudgementInfo { JudgementResult = [new() { ObjectName = "a", State = "Success" }] }.ToString());
        Assert.Equal("in.mp4", new TaskFileInfo { Object = "in.mp4" }.ToString());
        Assert.Equal("media-1250000000/out/1.mp4", new JobOutput { Bucket = "media-1250000000", Object = "out/1.mp4" }.ToString());
        Assert.Equal("https://hook.example.com/", new JobCallBack { CallBack = "https://hook.example.com/", MqName = "q" }.ToString());
        Assert.Equal("q", new JobCallBack { MqName = "q" }.ToString());
        Assert.Equal("Prefix: a/", new JobInput { Prefix = "a/" }.ToString());
        Assert.Equal(
            "Manifest: m, UrlFile: u, Prefix: , Object: o",
            new JobInput { Manifest = "m", UrlFile = "u", Prefix = "", Object = "o" }.ToString());
        Assert.Equal(
            "w1, w2, 2022-02-01T00:00:00+0000/",
            new JobOperation { WorkflowIds = "w1, w2", Tag = "t", TimeInterval = new(new DateTimeOffset(2022, 2, 1, 0, 0, 0, TimeSpan.Zero), null) }.ToString());
    }

    /// <summary>
    /// What an answer doesn't have is the empty text, or null where null is allowed: a script needs no check for the others.
    /// </summary>
    [Fact]
    public void WhatIsNotThereIsEmpty()
    {
        var nullability = new NullabilityInfoContext();
        int texts = 0;
        foreach (Type type in typeof(JobsDetail).Assembly.GetExportedTypes().Where(static type =>
            type is { Namespace: "CiWorkflow.Model", IsAbstract: false } && type.GetMethod("<Clone>$") is not null))
        {
            if (type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is not { } make)
            {
                continue;
            }

            object empty = make.Invoke([]);
            foreach (PropertyInfo property in type.GetProperties().Where(static property => property.CanWrite && property.PropertyType == typeof(string)))
            {
                string? expected = nullability.Create(property).ReadState == NullabilityState.Nullable ? null : "";
                Assert.True(Equals(expected, property.GetValue(empty)), type.Name + "." + property.Name);
                texts += expected is null ? 0 : 1;
            }
        }

        Assert.InRange(texts, 100, int.MaxValue);
    }

    /// <summary>What an execution made is what its tasks made well, sprites too; it isn't known where the tasks weren't read.</summary>
    [Fact]
    public void WhatAnExecutionMadeIsListed()
    {
        Assert.Null(new WorkflowExecution().Outputs);
        Assert.Empty(new WorkflowExecution { Tasks = [new()] }.Outputs!);
        TaskResultInfo made = new()
        {
            ObjectInfo = [new() { ObjectName = "1" }, new() { ObjectName = "2", Code = "Success" }, new() { ObjectName = "3", Code = "E" }, new()],
            SpriteObjectInfo = [new() { ObjectName = "s" }],
        };
        Assert.Equal(["1", "2", "s"], new WorkflowExecution { Tasks = [new() { ResultInfo = made }, new()] }.Outputs);
    }

    /// <summary>What is unknown is reported with what was found, or with why nothing was.</summary>
    [Fact]
    public void AnUnknownOutcomeSaysWhatWasFound()
    {
        var cause = new CiTransportException("lost");
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        string Execution(string reason, params string[] runs) => new ExecutionOutcomeUnknownException(
            "w1", "a.mp4", now, [.. runs.Select(static id => new WorkflowExecution { RunId = id })], reason, cause).Message;
        Assert.Contains("i1, i2", Execution("refused", "i1", "i2"), StringComparison.Ordinal);
        Assert.Contains("refused", Execution("refused"), StringComparison.Ordinal);
        Assert.Contains(Messages.NoneListed, Execution(""), StringComparison.Ordinal);
        var request = new CreateJobRequest("n", "w1", JobInput.FromPrefix("a/"));
        string Job(params string[] jobs) => new TriggerOutcomeUnknownException(
            request, "b", "r", now, now, [.. jobs.Select(static id => new JobsDetail { JobId = id })], "why", cause).Message;
        Assert.Contains("why (j1, j2)", Job("j1", "j2"), StringComparison.Ordinal);
        Assert.DoesNotContain("(", Job().Split("why")[1], StringComparison.Ordinal);
        Assert.Contains("j1, j2", new ExistingJobsUnclearException(
            request, "b", "r", [new() { JobId = "j1" }, new() { JobId = "j2" }]).Message, StringComparison.Ordinal);
    }

    /// <summary>A job knows whether it has ended and how long it took.</summary>
    [Theory]
    [InlineData("Submitted", false)]
    [InlineData("Running", false)]
    [InlineData("Pause", false)]
    [InlineData("New", false)]
    [InlineData("Success", true)]
    [InlineData("Failed", true)]
    [InlineData("Cancel", true)]
    public void AJobKnowsWhetherItHasEnded(string state, bool hasEnded)
    {
        var start = new DateTimeOffset(2022, 2, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(hasEnded, new JobsDetail { StateText = state }.IsCompleted);
        Assert.Equal(60, new JobsDetail { StartTime = start, EndTime = start.AddMinutes(1) }.DurationSec);
        Assert.Null(new JobsDetail { StartTime = start }.DurationSec);
        Assert.Null(new JobsDetail { EndTime = start }.DurationSec);
    }

    /// <summary>The reason of a failure is node, code and message of each failed task, in order.</summary>
    [Fact]
    public void AReasonNamesEachFailedTask()
    {
        ExecutionTask good = new() { Name = "a", StateText = "Success", Code = "Success" };
        ExecutionTask bad = new() { Name = "b", StateText = "Failed", Code = "E1", Message = "broken" };
        ExecutionTask worse = new() { Name = "c", StateText = "Failed", Code = "E2" };
        Assert.Equal("b: E1, broken; c: E2", new WorkflowExecution { Tasks = [good, bad, worse] }.Reason);
        Assert.Null(new WorkflowExecution { Tasks = [good] }.Reason);
        Assert.Null(new WorkflowExecution().Reason);
    }

    /// <summary>
    /// Nothing that the service answered can be changed from outside: PowerShell, too, sets a property that has a public setter.
    /// A queue may be: a changed one is written back.
    /// </summary>
    [Fact]
    public void WhatTheServiceAnsweredCannotBeChanged()
    {
        Type[] answers = [.. typeof(JobsDetail).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == "CiWorkflow.Model" && type.GetMethod("<Clone>$") is not null && type.GetProperty("RequestId") is not null)
            .Where(type => type != typeof(MediaQueue))];
        Assert.Contains(typeof(JobsDetail), answers);
        Assert.Contains(typeof(WorkflowExecution), answers);
        Assert.Empty(answers.SelectMany(type => type.GetProperties()).Where(property => property.SetMethod is { IsPublic: true })
            .Select(property => property.DeclaringType!.Name + "." + property.Name));
    }
}
