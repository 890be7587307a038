using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;

namespace CiWorkflow.Model;

/// <summary>
/// A list whose text is its items, because Export-Csv writes the text of a property's value, and that of other lists is the name of their
/// type.
/// </summary>
internal sealed class ItemList<T> : ReadOnlyCollection<T>
{
    public ItemList(IEnumerable<T> items)
        : base(items.ToList())
    {
    }

    public override string ToString() => string.Join(", ", this);
}
