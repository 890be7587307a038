using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>The keys of a profile in a file, which is read again when it is rewritten: a run may outlive its keys.</summary>
internal sealed class FileCredentials : IRenewableCredentials, IExpiringCredentials
{
    private readonly object _lock = new();
    private readonly Func<string, CredentialFields?> _parse;
    private readonly Func<CancellationToken, Task<ICredentialSource?>> _findRole;
    private (DateTime Written, long Length) _stamp;

    // Null where the profile says that the keys are those of the machine's role.
    private CiCredential? _keys;

    private FileCredentials(
        string path, Func<string, CredentialFields?> parse, Func<CancellationToken, Task<ICredentialSource?>> findRole)
    {
        Path = path;
        _parse = parse;
        _findRole = findRole;
    }

    public string Path { get; }

    /// <summary>Reads a file; null where there is none, or where it doesn't have the profile.</summary>
    /// <exception cref="CredentialException">It can't be read or is malformed.</exception>
    public static FileCredentials? Open(string path, Action<string>? warn, Func<string, CredentialFields?> parse) =>
        Open(path, warn, parse, RoleCredentials.FindAsync);

    internal static FileCredentials? Open(
        string path,
        Action<string>? warn,
        Func<string, CredentialFields?> parse,
        Func<CancellationToken, Task<ICredentialSource?>> findRole)
    {
        var source = new FileCredentials(path, parse, findRole);
        return source.TryRead(warn) ? source : null;
    }

    /// <inheritdoc/>
    public Task<CiCredential> GetAsync(CancellationToken cancellationToken) =>
        FindAsync(refused: null, serviceTime: null, cancellationToken);

    /// <inheritdoc/>
    public Task<CiCredential> GetAsync(DateTimeOffset? serviceTime, CancellationToken cancellationToken) =>
        FindAsync(refused: null, serviceTime, cancellationToken);

    /// <inheritdoc/>
    public Task<CiCredential> RenewAsync(CiCredential refused, CancellationToken cancellationToken) =>
        FindAsync(refused, serviceTime: null, cancellationToken);

    private async Task<CiCredential> FindAsync(CiCredential? refused, DateTimeOffset? serviceTime, CancellationToken cancellationToken)
    {
        CiCredential? keys;
        lock (_lock)
        {
            keys = ReadIfChanged(refused is not null && ReferenceEquals(_keys, refused), serviceTime);
        }

        if (keys is null)
        {
            ICredentialSource role = await _findRole(cancellationToken).ConfigureAwait(false) ?? throw Fault(Messages.ProfileNeedsRole);
            return await (role switch
            {
                IRenewableCredentials renewable when refused is not null => renewable.RenewAsync(refused, cancellationToken),
                IExpiringCredentials expiring => expiring.GetAsync(serviceTime, cancellationToken),
                _ => role.GetAsync(cancellationToken),
            }).ConfigureAwait(false);
        }

        return !keys.HasExpired(serviceTime) ? keys : throw Fault(
            "{0}: " + string.Format(CultureInfo.InvariantCulture, Messages.KeysEnded, keys.Expiration));
    }

    private CiCredential? ReadIfChanged(bool isRefused, DateTimeOffset? serviceTime)
    {
        if (KeyFile.Stamp(Path) != _stamp || isRefused || _keys?.HasExpired(serviceTime) == true)
        {
            try
            {
                _ = TryRead(warn: null) ? true : throw Fault(Messages.ProfileIsGone);
            }
            catch (CredentialException) when (_keys?.HasExpired(serviceTime) == false)
            {
                // The file is being rewritten at this moment. The old keys are still valid, and the next request reads it again.
            }
        }

        return _keys;
    }

    private bool TryRead(Action<string>? warn)
    {
        // The stamp first: a change after it is noticed the next time.
        (DateTime Written, long Length) stamp = KeyFile.Stamp(Path);
        if (KeyFile.Read(Path, warn) is not { } text || _parse(text) is not { } fields)
        {
            return false;
        }

        CiCredential? keys = Make(fields);
        bool isSame = keys is not null && _keys is not null
            && _keys.HasKeys(fields.SecretId, fields.SecretKey, keys.SessionToken) && _keys.Expiration == keys.Expiration;
        _keys = isSame ? _keys : keys;
        _stamp = stamp;
        return true;
    }

    private CiCredential? Make(CredentialFields fields)
    {
        if (fields.RoleArn.Length > 0)
        {
            throw Fault(Messages.ProfileAssumesRole, fields.RoleArn);
        }

        if (fields.Type == "cvm-role")
        {
            return null;
        }

        if (fields.SecretId.Length == 0 || fields.SecretKey.Length == 0)
        {
            throw Fault(Messages.FileLacksKeys);
        }

        try
        {
            return new CiCredential(fields.SecretId, fields.SecretKey, fields.Token, fields.Expiration);
        }
        catch (InvalidFieldException unfit)
        {
            throw new CredentialException(Path + ": " + unfit.Message, unfit);
        }
    }

    private CredentialException Fault(string format, string detail = "") => new(
        string.Format(CultureInfo.InvariantCulture, format, Path, detail));
}
