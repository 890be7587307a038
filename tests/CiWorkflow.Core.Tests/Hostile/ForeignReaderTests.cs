using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using CiWorkflow.Xml;
using CsCheck;
using Xunit;

namespace CiWorkflow.Core.Tests.Hostile;

/// <summary>
/// Every reader of bytes that others wrote: it returns, or throws what it documents; what it allocates is bounded, and doubles at the most
/// where the input does.
/// </summary>
public sealed partial class ForeignReaderTests
{
    // What a person types, whose tests are ArgumentFuzzTests, and what opens a file whose bytes others read.
    private static readonly string[] NoForeignBytes =
    [
        "CiDuration.Parse", "CiTimeInterval.ReadTime", "CiTimeInterval.ReadTimeOrAgo", "FileCredentials.Open", "KeyFile.Read",
        "OwnRequests.OpenUntil", "RegularFile.Open",
    ];

    // The buffers of .NET's readers, and of a line: what an input of a few kilobytes may take.
    private const long SmallBound = 4 * 1024 * 1024;

    // Half as much again, and the steps in which buffers grow.
    private const double MostGrowth = 2.5;
    private const long GrowthSlack = 512 * 1024;

    private const long LongBound = 400L * 1024 * 1024;

    /// <summary>The readers.</summary>
    public static TheoryData<string> Names => [.. ForeignReaders.All.Keys];

    /// <summary>
    /// Every method of Core that reads bytes, text or nodes is called by one of the readers that are tried here, as far as its code shows.
    /// </summary>
    [Fact]
    public void EveryReaderIsTried()
    {
        HashSet<MethodBase> called = Called(typeof(ForeignReaders));
        string[] missing =
        [
            .. typeof(CiClient).Assembly.GetTypes().SelectMany(static type => type.GetMethods(Declared)).Where(IsReader)
                .Where(method => !called.Contains(method))
                .Select(static method => method.DeclaringType!.Name + "." + method.Name).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.Empty(missing.Except(NoForeignBytes));
        Assert.Empty(NoForeignBytes.Except(missing));
    }

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

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static bool IsReader(MethodInfo method) =>
        !method.IsPrivate && method.GetBaseDefinition() == method && ReaderName().IsMatch(method.Name)
        && method.GetParameters() is [var first, ..] && (first.ParameterType == typeof(byte[]) || first.ParameterType == typeof(Stream)
            || first.ParameterType == typeof(string) || first.ParameterType == typeof(AnswerReader));

    [GeneratedRegex("^(Try)?(Read|Parse|Decode|Split|Open)(?!.*Async$)")]
    private static partial Regex ReaderName();

    /// <summary>The methods of Core that a type's code names, and those that these name.</summary>
    private static HashSet<MethodBase> Called(Type type)
    {
        var found = new HashSet<MethodBase>();
        var left = new Queue<MethodBase>(
            type.GetNestedTypes(Declared).Append(type).SelectMany(static one => one.GetMembers(Declared).OfType<MethodBase>()));
        while (left.TryDequeue(out MethodBase? method))
        {
            foreach (MethodBase one in Named(method).Select(Definition))
            {
                if (one.Module.Assembly == typeof(CiClient).Assembly && found.Add(one))
                {
                    left.Enqueue(one);
                }
            }
        }

        return found;
    }

    // call, callvirt, newobj and ldftn with their tokens, and the code of an async method.
    private static IEnumerable<MethodBase> Named(MethodBase method)
    {
        if (method.GetCustomAttribute<AsyncStateMachineAttribute>() is { } machine)
        {
            yield return machine.StateMachineType.GetMethod("MoveNext", Declared)!;
        }

        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int i = 0; i + 4 < code.Length; i++)
        {
            int at = code[i] is 0x28 or 0x6F or 0x73 ? i + 1 : code[i] == 0xFE && code[i + 1] is 0x06 or 0x07 ? i + 2 : 0;
            if (at > 0 && at + 3 < code.Length && code[at + 3] is 0x06 or 0x0A or 0x2B
                && Resolve(method, BitConverter.ToInt32(code, at)) is { } named)
            {
                yield return named;
            }
        }
    }

    private static MethodBase Definition(MethodBase method) => method switch
    {
        MethodInfo { IsGenericMethod: true } generic => generic.GetGenericMethodDefinition(),
        { DeclaringType.IsConstructedGenericType: true } =>
            method.Module.ResolveMethod(method.MetadataToken)!,
        _ => method,
    };

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(
                token,
                method.DeclaringType!.GetGenericArguments(),
                method.IsGenericMethod ? method.GetGenericArguments() : Type.EmptyTypes);
        }
        catch (ArgumentException)
        {
            // The bytes of another instruction.
            return null;
        }
    }
}
