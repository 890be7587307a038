using System;
using System.Management.Automation;
using System.Runtime.InteropServices;
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

    // To its end: NetworkCredential reads to the first character of zero, and a token that begins with it would be none.
    private static string Plain(SecureString secret)
    {
        IntPtr text = Marshal.SecureStringToBSTR(secret);
        try
        {
            return Marshal.PtrToStringBSTR(text);
        }
        finally
        {
            Marshal.ZeroFreeBSTR(text);
        }
    }
}
