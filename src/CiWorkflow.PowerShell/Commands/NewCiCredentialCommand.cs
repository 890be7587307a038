using System;
using System.Management.Automation;
using System.Net;
using System.Security;
using CiWorkflow.Arguments;
using CiWorkflow.Cmdlets;
using CiWorkflow.Credentials;
using CiWorkflow.Model;

namespace CiWorkflow.Commands;

/// <summary>New-CiCredential: keys to pass with -Credential; for temporary keys with their token and their end.</summary>
[Cmdlet(VerbsCommon.New, "CiCredential")]
[OutputType(typeof(CiCredential))]
public sealed class NewCiCredentialCommand : CiCmdlet
{
    /// <summary>The SecretId.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Text]
    [ArgumentCompleter(typeof(Completion.FreeTextCompleter))]
    public string SecretId { get; set; } = "";

    /// <summary>The SecretKey.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Given]
    public SecureString SecretKey { get; set; } = new();

    /// <summary>The token of temporary keys.</summary>
    [Parameter(Position = 2)]
    [Given]
    public SecureString? SessionToken { get; set; }

    /// <summary>When temporary keys end.</summary>
    [Parameter]
    [TimeTransformation(IsAhead = true)]
    [ArgumentCompleter(typeof(Completion.LengthCompleter))]
    public DateTimeOffset? Expiration { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(new CiCredential(SecretId, Plain(SecretKey), SessionToken is null ? null : Plain(SessionToken), Expiration));
        }
        catch (InvalidFieldException invalid)
        {
            ThrowTerminatingError(ErrorRecords.TryMake(invalid, () => null)!);
        }
    }

    private static string Plain(SecureString secret) => new NetworkCredential("", secret).Password;
}
