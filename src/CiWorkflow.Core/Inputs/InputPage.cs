using System;
using System.Collections.Generic;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>A page of the objects that an input selects, and what was wrong on the way to them.</summary>
/// <param name="Objects">The objects, in the order of the input; may be empty in the middle.</param>
/// <param name="Faults">
/// What is wrong with a line, a row, a file or one object. Each leaves something out; the rest is read all the same.
/// </param>
public sealed record InputPage(IReadOnlyList<CiInputObject> Objects, IReadOnlyList<InputFault> Faults);

/// <summary>Something that could not be read of an input.</summary>
/// <param name="Item">The key of the file or of the object.</param>
/// <param name="Error">What is wrong: an <see cref="InputException"/>, or for one object what the service answered.</param>
public sealed record InputFault(string Item, Exception Error)
{
    internal InputFault(InputException error)
        : this(error.File, error)
    {
    }
}
