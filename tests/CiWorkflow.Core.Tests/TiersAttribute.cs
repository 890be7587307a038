using System;
using System.Collections.Generic;
using System.Reflection;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace CiWorkflow.Core.Tests;

/// <summary>
/// How much a theory tries, as its one argument: the first tier some of it, the second all of it (CONTRIBUTING.md).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TiersAttribute : DataAttribute
{
    private readonly int _first;
    private readonly int _second;

    public TiersAttribute(int first, int second)
    {
        _first = first;
        _second = second;
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var first = new TheoryDataRow(_first);
        return new(TestSize.IsSmall ? [first] : [first, new TheoryDataRow(_second) { Traits = { ["Tier"] = ["Second"] } }]);
    }
}
