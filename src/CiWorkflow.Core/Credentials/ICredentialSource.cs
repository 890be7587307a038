using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Credentials;

/// <summary>A source of keys. Every request calls it before it is signed, so that temporary keys can be renewed.</summary>
public interface ICredentialSource
{
    /// <summary>Returns the keys to sign a request with.</summary>
    /// <param name="cancellationToken">Cancels the wait for keys; a renewal that others wait for too goes on.</param>
    /// <returns>The keys; the same instance while the keys are the same, because the signing keys are cached for the instance.</returns>
    /// <exception cref="CredentialException">There are no valid keys.</exception>
    Task<CiCredential> GetAsync(CancellationToken cancellationToken);
}
