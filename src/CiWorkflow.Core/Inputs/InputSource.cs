using System;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Inputs;

/// <summary>One kind of input, read page after page.</summary>
internal abstract class InputSource : IDisposable
{
    /// <summary>The most objects on a page; a listing's page is as long (COS: max-keys).</summary>
    protected const int PageLength = 1000;

    /// <summary>The next page; null when there is none.</summary>
    public abstract Task<InputPage?> NextAsync(CancellationToken cancellationToken);

    /// <summary>Closes what it reads from.</summary>
    public abstract void Dispose();
}
