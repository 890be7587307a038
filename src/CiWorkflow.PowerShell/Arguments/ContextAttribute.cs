using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using CiWorkflow.Connection;
using CiWorkflow.Model;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes a context, the name of one, or a context that was saved or sent to another process: its settings come back, its secrets never do.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContextAttribute : GivenAttribute
{
    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return Plain(inputData) switch
            {
                CiContext context => context,
                string name => SessionContext.Find(name) ?? throw new ArgumentTransformationMetadataException(
                    string.Format(CultureInfo.InvariantCulture, CommandMessages.NoSuchContext, name, string.Join(
                        ", ", SessionContext.Named.Select(static one => one.Name)))),
                _ => FromSaved(PSObject.AsPSObject(inputData)) ?? inputData,
            };
        }
        catch (Exception unreadable) when (unreadable is InvalidFieldException or PSInvalidCastException)
        {
            throw new ArgumentTransformationMetadataException(unreadable.Message, unreadable);
        }
    }

    private static CiContext? FromSaved(PSObject saved)
    {
        if (saved.Properties[nameof(CiContext.Bucket)] is null || saved.Properties[nameof(CiContext.MaximumRetryCount)] is null)
        {
            return null;
        }

        bool hasProfile = Text(saved, nameof(CiContext.ProfileName)) is not null;
        return new CiContext
        {
            IsSaved = true,
            Name = Text(saved, nameof(CiContext.Name)),
            Bucket = Text(saved, nameof(CiContext.Bucket)),
            Region = Text(saved, nameof(CiContext.Region)),
            ProfileName = Text(saved, nameof(CiContext.ProfileName)),
            MissingKeys = hasProfile ? null : Text(saved, nameof(CiContext.Credential)),
            Endpoint = Address(saved, nameof(CiContext.Endpoint)),
            CiEndpoint = Address(saved, nameof(CiContext.CiEndpoint)),
            CosEndpoint = Address(saved, nameof(CiContext.CosEndpoint)),
            Domain = Text(saved, nameof(CiContext.Domain)),
            Proxy = Address(saved, nameof(CiContext.Proxy)),
            TimeoutSec = ContextRules.CheckSeconds(nameof(CiContext.TimeoutSec), Number(saved, nameof(CiContext.TimeoutSec))),
            ConnectTimeoutSec = ContextRules.CheckSeconds(nameof(CiContext.ConnectTimeoutSec), Number(saved, nameof(CiContext.ConnectTimeoutSec))),
            MaximumRetryCount = ContextRules.CheckRetries(Number(saved, nameof(CiContext.MaximumRetryCount))),
            RetryInterval = saved.Properties[nameof(CiContext.RetryIntervalSec)]?.Value is { } seconds && Plain(seconds) is not (null or "")
                ? DurationTransformationAttribute.ReadSeconds(seconds) : null,
            MaximumRequestsPerSecond = Text(saved, nameof(CiContext.MaximumRequestsPerSecond)) is { } rate
                ? ContextRules.CheckRate(LanguagePrimitives.ConvertTo<double>(rate)) : null,
            LogPath = Text(saved, nameof(CiContext.LogPath)),
        };
    }

    private static string? Text(PSObject saved, string name) =>
        Convert.ToString(Plain(saved.Properties[name]?.Value), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private static Uri? Address(PSObject saved, string name) =>
        Text(saved, name) is { } text ? new Uri(text, UriKind.RelativeOrAbsolute) : null;

    private static int? Number(PSObject saved, string name) =>
        Text(saved, name) is { } text ? LanguagePrimitives.ConvertTo<int>(text) : null;
}
