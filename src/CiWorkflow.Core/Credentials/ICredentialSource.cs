using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Credentials;

/// <summary>Where the keys of a request come from. Asked before each request, so that temporary keys can be renewed.</summary>
public interface ICredentialSource
{
    /// <summary>Gives the keys to sign with now.</summary>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The keys: the same instance as long as they are the same keys.</returns>
    /// <exception cref="CredentialException">They can't be had.</exception>
    Task<CiCredential> GetAsync(CancellationToken cancellationToken);
}
