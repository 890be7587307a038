using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>
/// Reads two lists as one where the documents disagree on which of them has the items: the second one if the first has none.
/// </summary>
/// <remarks>Not for concurrent use.</remarks>
internal sealed class FirstList<T>
{
    private readonly Func<string?, int, CancellationToken, Task<Page<T>>> _first;
    private readonly Func<string?, int, CancellationToken, Task<Page<T>>> _second;
    private bool _isSecond;
    private bool _hasItems;
    private bool _isAnswered;
    private CiServiceException? _refusal;

    /// <param name="first">Reads a page of the list that is asked first.</param>
    /// <param name="second">Reads a page of the other.</param>
    public FirstList(
        Func<string?, int, CancellationToken, Task<Page<T>>> first, Func<string?, int, CancellationToken, Task<Page<T>>> second)
    {
        _first = first;
        _second = second;
    }

    /// <summary>Reads a page. Where neither list is known to the service, its first refusal is thrown.</summary>
    public async Task<Page<T>> ReadAsync(string? token, int size, CancellationToken cancellationToken)
    {
        if (!_isSecond)
        {
            Page<T>? page = await TryAsync(_first, token, size, cancellationToken).ConfigureAwait(false);
            if (page is not null && (_hasItems || page.NextToken is not null))
            {
                return page;
            }

            (_isSecond, token) = (true, null);
        }

        if (await TryAsync(_second, token, size, cancellationToken).ConfigureAwait(false) is { } other)
        {
            return other;
        }

        if (!_isAnswered)
        {
            ExceptionDispatchInfo.Capture(_refusal!).Throw();
        }

        return new Page<T>([], null);
    }

    /// <summary>A page; null where the service doesn't know the call, which any other refusal doesn't say.</summary>
    private async Task<Page<T>?> TryAsync(
        Func<string?, int, CancellationToken, Task<Page<T>>> read, string? token, int size, CancellationToken cancellationToken)
    {
        try
        {
            Page<T> page = await read(token, size, cancellationToken).ConfigureAwait(false);
            _isAnswered = true;
            _hasItems |= page.Items.Count > 0;
            return page;
        }
        catch (CiServiceException unknown) when (token is null && unknown.HttpStatus is 400 or 404 or 405 or 501)
        {
            _refusal ??= unknown;
            return null;
        }
    }
}
