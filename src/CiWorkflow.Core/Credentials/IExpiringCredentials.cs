using System;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Credentials;

/// <summary>A source whose keys expire by the service's clock, from which the machine's may differ by hours.</summary>
internal interface IExpiringCredentials : ICredentialSource
{
    /// <summary>Returns the keys to sign a request with.</summary>
    /// <param name="serviceTime">
    /// The service's time; null where no answer has shown it yet, and keys that seem expired by the machine's clock are tried.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for keys.</param>
    /// <exception cref="CredentialException">There are no valid keys.</exception>
    Task<CiCredential> GetAsync(DateTimeOffset? serviceTime, CancellationToken cancellationToken);
}
