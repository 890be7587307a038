using System;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>A call that failed and is repeated.</summary>
/// <param name="Number">Which retry it is, counted from 1.</param>
/// <param name="MaximumCount">How many there are at the most.</param>
/// <param name="Delay">How long is waited before it.</param>
/// <param name="Failure">What failed.</param>
public sealed record CiRetry(int Number, int MaximumCount, TimeSpan Delay, CiException Failure);
