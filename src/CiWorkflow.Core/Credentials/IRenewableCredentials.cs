using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Credentials;

/// <summary>A source whose keys may be replaced at any time: a file that is rewritten, the role of a machine.</summary>
public interface IRenewableCredentials : ICredentialSource
{
    /// <summary>Looks for other keys after the service refused the present ones.</summary>
    /// <param name="refused">The keys that were refused.</param>
    /// <param name="cancellationToken">Cancels the wait for keys.</param>
    /// <returns>Other keys; the refused ones where there are no others yet.</returns>
    /// <exception cref="CredentialException">There are no valid keys.</exception>
    Task<CiCredential> RenewAsync(CiCredential refused, CancellationToken cancellationToken);
}
