using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using CiWorkflow.Credentials;
using CiWorkflow.Model;

namespace CiWorkflow.Cmdlets;

/// <summary>What an error is about, in the form in which it may be shown, saved and piped again.</summary>
internal static class ErrorTarget
{
    /// <summary>
    /// The same object; for one that holds keys a copy of its properties, with the keys of a PSCredential as a <see cref="CiCredential"/>,
    /// which binds as before and shows four characters, and every other secret masked.
    /// </summary>
    public static object? WithoutSecrets(object? target)
    {
        if (target is not PSObject row || !row.Properties.Any(property => IsSecret(property.Name, Read(property))))
        {
            return target;
        }

        var copy = new PSObject();
        copy.TypeNames.Clear();
        foreach (string type in row.TypeNames)
        {
            copy.TypeNames.Add(type);
        }

        foreach (PSPropertyInfo property in row.Properties)
        {
            object? value = Read(property);
            copy.Properties.Add(new PSNoteProperty(property.Name, IsSecret(property.Name, value) ? WithoutSecret(value) : value));
        }

        return copy;
    }

    private static bool IsSecret(string name, object? value) => value switch
    {
        PSCredential or SecureString or NetworkCredential => true,
        string text => text.Length > 0 && Redaction.IsSecretName(name),
        _ => false,
    };

    private static object WithoutSecret(object? value)
    {
        try
        {
            return value is PSCredential login ? new CiCredential(login.UserName, login.GetNetworkCredential().Password) : Redaction.Mask;
        }
        catch (InvalidFieldException)
        {
            return Redaction.Mask;
        }
    }

    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value is PSObject wrapped ? wrapped.BaseObject : property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
