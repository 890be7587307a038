using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>A list is read page after page, and no more of it than is wanted.</summary>
public sealed class PagerTests
{
    private readonly List<(string? Token, int Size)> _asked = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A page is asked to be as large as what is wanted, from one item to the hundred that the service returns.</summary>
    [Theory]
    [InlineData(long.MaxValue, 100)]
    [InlineData(101, 100)]
    [InlineData(99, 99)]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    public async Task NoMoreThanIsWantedIsAskedFor(long wanted, int size)
    {
        await Numbers().NextAsync(wanted, Cancellation);
        Assert.Equal([(null, size)], _asked);
    }

    /// <summary>Each page is asked for with the token of the one before it, and after the last one nothing is.</summary>
    [Fact]
    public async Task TheListEndsWithItsLastPage()
    {
        Pager<int> pages = Numbers();
        Assert.Equal([1, 2], await pages.NextAsync(cancellationToken: Cancellation));
        Assert.Equal([3, 4], await pages.NextAsync(cancellationToken: Cancellation));
        Assert.Equal([5, 6], await pages.NextAsync(cancellationToken: Cancellation));
        Assert.Null(await pages.NextAsync(cancellationToken: Cancellation));
        Assert.Equal([(null, 100), ("1", 100), ("2", 100)], _asked);
        Assert.Equal([1, 2, 3, 4, 5, 6], await Numbers().ReadAllAsync(Cancellation));
    }

    /// <summary>
    /// A token that comes again would never end: the pages before it are given, then an error, and nothing more is read.
    /// </summary>
    [Fact]
    public async Task ATokenThatRepeatsIsAnError()
    {
        var pages = new Pager<int>((token, size, _) =>
        {
            _asked.Add((token, size));
            return Task.FromResult(new Page<int>([1], token is "a" ? "b" : "a"));
        });
        Assert.NotNull(await pages.NextAsync(cancellationToken: Cancellation));
        Assert.NotNull(await pages.NextAsync(cancellationToken: Cancellation));
        var error = await Assert.ThrowsAsync<CiTransportException>(() => pages.NextAsync(cancellationToken: Cancellation));
        Assert.Equal(TransportFailure.UnreadableAnswer, error.Failure);
        Assert.Contains("same NextToken twice", error.Message, StringComparison.Ordinal);
        Assert.Null(await pages.NextAsync(cancellationToken: Cancellation));
        Assert.Equal(3, _asked.Count);
    }

    /// <summary>An item that the page before had is left out, because the list moved; one without an id isn't.</summary>
    [Fact]
    public async Task WhatThePageBeforeHadIsLeftOut()
    {
        string[][] pages = [["a", "b", ""], ["b", "", "c"], ["c"], [], ["c", "a"]];
        Pager<string> list = new(
            (token, _, _) =>
            {
                int page = int.Parse(token ?? "0", CultureInfo.InvariantCulture);
                string? next = page + 1 < pages.Length ? (page + 1).ToString(CultureInfo.InvariantCulture) : null;
                return Task.FromResult(new Page<string>(pages[page], next));
            },
            static item => item);
        Assert.Equal(["a!", "b!", "!", "!", "c!", "a!"], await list.Select(static item => item + "!").ReadAllAsync(Cancellation));
    }

    /// <summary>Looking for an item stops at the page that has it, and at the end of the list where none has it.</summary>
    [Fact]
    public async Task LookingStopsAtTheItem()
    {
        Assert.Equal(3, await Numbers().FindAsync(static number => number >= 3, Cancellation));
        Assert.Equal(2, _asked.Count);
        _asked.Clear();
        Assert.Equal(0, await Numbers().FindAsync(static number => number > 6, Cancellation));
        Assert.Equal(3, _asked.Count);
    }

    /// <summary>The same list of other items has the same pages.</summary>
    [Fact]
    public async Task OtherItemsHaveTheSamePages()
    {
        Pager<string> pages = Numbers().Select(static number => "n" + number.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(["n1", "n2"], await pages.NextAsync(7, Cancellation));
        Assert.Equal(["n3", "n4", "n5", "n6"], await pages.ReadAllAsync(Cancellation));
        Assert.Equal([(null, 7), ("1", 100), ("2", 100)], _asked);
    }

    /// <summary>1 to 6, two on a page.</summary>
    private Pager<int> Numbers() => new((token, size, _) =>
    {
        _asked.Add((token, size));
        int page = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        string? next = page < 2 ? (page + 1).ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult(new Page<int>([(2 * page) + 1, (2 * page) + 2], next));
    });
}
