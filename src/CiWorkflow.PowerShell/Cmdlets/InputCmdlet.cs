using System.Management.Automation;
using CiWorkflow.Arguments;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>A cmdlet over the objects of an input: one of the four kinds, and the upload times that it is limited to.</summary>
public abstract class InputCmdlet : ServiceCmdlet
{
    /// <summary>A row of the pipeline, or several inputs typed: which one is meant is decided here, and not by the binder.</summary>
    private protected const string RowSet = "Row";

    /// <summary>The beginning of the objects' keys; empty for the whole bucket.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = nameof(Prefix))]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RowSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Prefix { get; set; }

    /// <summary>One object's key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Object))]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RowSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Object { get; set; }

    /// <summary>The key of a text object with one object URL a line.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(UrlFile))]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RowSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? UrlFile { get; set; }

    /// <summary>The key of an inventory report's manifest.json.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Manifest))]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = RowSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Manifest { get; set; }

    /// <summary>The upload times that the objects are limited to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeIntervalTransformation]
    public CiTimeInterval? TimeInterval { get; set; }

    /// <summary>The one input that is given. The empty cells of a row that names another input don't count: an empty Prefix among them is not the whole bucket.</summary>
    /// <exception cref="InvalidFieldException">None is given, or several, or the one breaks its rule.</exception>
    private protected JobInput SelectInput()
    {
        int given = 0;
        int filled = 0;
        foreach (string? one in new[] { Prefix, Object, UrlFile, Manifest })
        {
            given += one is null ? 0 : 1;
            filled += string.IsNullOrEmpty(one) ? 0 : 1;
        }

        if (filled > 1 || (filled == 0 && given != 1))
        {
            throw new InvalidFieldException("Input", null, CommandMessages.OneInput, filled);
        }

        bool Is(string? one) => filled == 0 ? one is not null : one is { Length: > 0 };
        return Is(Object) ? JobInput.FromObject(Object!)
            : Is(UrlFile) ? JobInput.FromUrlFile(UrlFile!)
            : Is(Manifest) ? JobInput.FromManifest(Manifest!)
            : JobInput.FromPrefix(Prefix!);
    }
}
