using System;
using System.Diagnostics.CodeAnalysis;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Stands for an object where a text is expected and another parameter of the same position takes the object. The binder goes on to that
/// one, because this is no text; where the parameter was named, the binder asks for the text and gets the error.
/// </summary>
internal sealed class RefusedText
{
    private readonly string _message;

    public RefusedText(string message) => _message = ShownText.Line(message);

    [SuppressMessage(
        "Design", "CA1065:Do not raise exceptions in unexpected locations", Justification = "The binder turns any other object into text.")]
    public override string ToString() => throw new InvalidCastException(_message);
}
