using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Http;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Http;

/// <summary>Lists with numbered pages. No largest pageSize is documented for GET /workflow, so any page may be short.</summary>
public sealed class NumberedPagesTests
{
    private readonly List<int> _asked = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// A service that returns ten a page, whatever is asked, is read whole, without a request more than the pages it has.
    /// </summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(30, 3)]
    public async Task ShortPagesAreReadToTheTotal(int count, int requests)
    {
        Assert.Equal(
            Items(count),
            await ReadAllAsync(
                number => new Page<string>([.. Items(count).Skip((number - 1) * 10).Take(10)], null) { TotalCount = count }));
        Assert.Equal(Enumerable.Range(1, requests), _asked);
    }

    /// <summary>Without a total, the list ends with an empty page, or with one that came before.</summary>
    [Fact]
    public async Task WithoutATotalAnEmptyPageEndsTheList()
    {
        Assert.Equal(Items(12), await ReadAllAsync(number => new Page<string>([.. Items(12).Skip((number - 1) * 10).Take(10)], null)));
        Assert.Equal([1, 2, 3], _asked);
        Assert.Equal(Items(5), await ReadAllAsync(_ => new Page<string>(Items(5), null)));
    }

    /// <summary>An empty list is one request.</summary>
    [Fact]
    public async Task AnEmptyListIsOneRequest()
    {
        Assert.Empty(await ReadAllAsync(_ => new Page<string>([], null) { TotalCount = 0 }));
        Assert.Equal([1], _asked);
    }

    /// <summary>
    /// A service that ignores the number returns the first page again: what came is given, and then an error says what is missing.
    /// </summary>
    [Fact]
    public async Task AnIgnoredNumberEndsWithAnError()
    {
        var pages = Pager(_ => new Page<string>(Items(10), null) { TotalCount = 30 });
        Assert.Equal(Items(10), await pages.NextAsync(cancellationToken: Cancellation));
        var error = await Assert.ThrowsAsync<CiTransportException>(() => pages.NextAsync(cancellationToken: Cancellation));
        Assert.Contains("10 of 30", error.Message, StringComparison.Ordinal);
    }

    /// <summary>An item that moved from one page to the next while the list was read is given once.</summary>
    [Fact]
    public async Task AnItemThatMovesIsGivenOnce() =>
        Assert.Equal(
            ["a", "b", "c"],
            await ReadAllAsync(number => new Page<string>(number == 1 ? ["a", "b"] : ["b", "c"], null) { TotalCount = 3 }));

    /// <summary>A list that shrinks while it is read ends with its empty page.</summary>
    [Fact]
    public async Task AShrinkingListEnds() =>
        Assert.Equal(["a", "b"], await ReadAllAsync(number => new Page<string>(number == 1 ? ["a", "b"] : [], null) { TotalCount = 3 }));

    private static string[] Items(int count) => [.. Enumerable.Range(0, count).Select(i => "w" + i)];

    private Pager<string> Pager(Func<int, Page<string>> page) => new(new NumberedPages<string>(
        (number, _) =>
        {
            _asked.Add(number);
            return Task.FromResult(page(number));
        },
        static item => item).ReadAsync);

    private async Task<List<string>> ReadAllAsync(Func<int, Page<string>> page)
    {
        _asked.Clear();
        Pager<string> pages = Pager(page);
        var all = new List<string>();
        while (await pages.NextAsync(cancellationToken: Cancellation) is { } items)
        {
            all.AddRange(items);
        }

        return all;
    }
}
