using System;
using System.Text;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>
/// Every reader of bytes that others wrote: it returns, or throws what it documents; what it allocates is bounded, and doubles at the most
/// where the input does.
/// </summary>
public sealed class ForeignReaderTests
{
    // The buffers of .NET's readers, and of a line: what an input of a few kilobytes may take.
    private const long SmallBound = 4 * 1024 * 1024;

    // Half as much again, and the steps in which buffers grow.
    private const double MostGrowth = 2.5;
    private const long GrowthSlack = 512 * 1024;

    private const long LongBound = 400L * 1024 * 1024;

    /// <summary>The readers.</summary>
    public static TheoryData<string> Names => [.. ForeignReaders.All.Keys];

    /// <summary>Good bytes with pieces cut out, doubled and put in.</summary>
    [Theory]
    [Tiers(300, 5_000)]
    public void OnlyDocumentedExceptionsComeOut(int times) => Assert.All(ForeignReaders.All.Values, reader =>
        Gen.Select(Gen.Int[0, reader.Seeds.Length - 1], HostileInput.Changes).Sample(
            (which, changes) => Assert.InRange(reader.Measure(HostileInput.Apply(reader.Seeds[which], changes)), 0, SmallBound),
            iter: HostileInput.Times(times)));

    /// <summary>Twice the input takes twice as much, whatever is repeated in it: allocated bytes stand for the steps.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void WhatIsAllocatedGrowsWithTheInput(string name)
    {
        ForeignReader reader = ForeignReaders.All[name];
        for (int shape = 0; shape < reader.Shapes.Length; shape++)
        {
            byte[] once = Encoding.Latin1.GetBytes(reader.Shapes[shape](2_000));
            byte[] twice = Encoding.Latin1.GetBytes(reader.Shapes[shape](4_000));
            reader.Measure(once);
            long less = reader.Measure(once);
            long more = reader.Measure(twice);
            Assert.True(more <= (less * MostGrowth) + GrowthSlack, $"shape {shape}: {less} bytes, and {more} for twice the input.");
        }
    }

    /// <summary>The longest input of each shape stays within the bound.</summary>
    [Theory]
    [Trait("Tier", "Second")]
    [MemberData(nameof(Names))]
    public void ALongInputStaysWithinTheBound(string name)
    {
        ForeignReader reader = ForeignReaders.All[name];
        for (int shape = 0; shape < reader.Shapes.Length; shape++)
        {
            int piece = Math.Max(1, (reader.Shapes[shape](2_000).Length - reader.Shapes[shape](1_000).Length) / 1_000);
            byte[] bytes = Encoding.Latin1.GetBytes(reader.Shapes[shape](reader.Longest / piece));
            long allocated = reader.Measure(bytes);
            Assert.True(allocated <= LongBound, $"shape {shape}: {allocated} bytes.");
        }
    }
}
