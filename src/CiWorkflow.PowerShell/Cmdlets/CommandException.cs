using System;
using System.Management.Automation;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A failure that only a command knows: with the id, the category and the advice of its error record.</summary>
internal sealed class CommandException : Exception
{
    public CommandException(string errorId, ErrorCategory category, string message, string advice, Exception? inner = null)
        : base(ShownText.Line(message), CiException.Shown(inner))
    {
        ErrorId = errorId;
        Category = category;
        Advice = advice;
    }

    public string ErrorId { get; }

    public ErrorCategory Category { get; }

    public string Advice { get; }
}
