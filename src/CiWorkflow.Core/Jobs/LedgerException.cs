using System;
using CiWorkflow.Model;

namespace CiWorkflow.Jobs;

/// <summary>A ledger can't be used, or an entry of it isn't one. No job was created.</summary>
public sealed class LedgerException : CiException
{
    internal LedgerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
