using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>The one object that an input names.</summary>
internal sealed class SingleObject : InputSource
{
    private string? _key;

    public SingleObject(string key) => _key = key;

    public override Task<InputPage?> NextAsync(CancellationToken cancellationToken)
    {
        InputPage? page = _key is null ? null : new InputPage([new CiInputObject(_key)], []);
        _key = null;
        return Task.FromResult(page);
    }

    public override void Dispose()
    {
        // It holds nothing open.
    }
}
