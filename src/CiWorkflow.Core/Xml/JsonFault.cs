using System;
using System.Xml;

namespace CiWorkflow.Xml;

/// <summary>What the base library's JSON reader throws on text that is no JSON.</summary>
internal static class JsonFault
{
    /// <summary>Whether an exception of the reader means malformed text. The last of them is a fault of the reader, on a bracket that closes what was not opened.</summary>
    public static bool IsMalformed(Exception failure) =>
        failure is XmlException or FormatException or InvalidOperationException or ArgumentException or IndexOutOfRangeException;
}
