using System;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using CiWorkflow.Model;
using CiWorkflow.Transport;
using CiWorkflow.Wire;

namespace CiWorkflow;

/// <summary>A client of the service for one bucket: one method a call.</summary>
/// <remarks>
/// Safe for concurrent use and cheap to make: the connections belong to the process, the signing keys to the credential.
/// Every method throws <see cref="CiServiceException"/> when the service answers with an error,
/// <see cref="CiTransportException"/> when no answer came that could be read, and
/// <see cref="OperationCanceledException"/> when it was cancelled.
/// </remarks>
public sealed class CiClient
{
    private const string JobsPath = "/inventorytriggerjob";

    private readonly CiClientSettings _settings;
    private readonly CiTransport _transport;

    /// <summary>Makes a client.</summary>
    /// <param name="settings">Where its calls go and how; not to be changed afterwards.</param>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    public CiClient(CiClientSettings settings)
    {
        _settings = settings ?? throw new ArgumentNullException(nameof(settings));
        _transport = new CiTransport(settings);
    }

    /// <summary>Makes a batch: <c>POST /inventorytriggerjob</c> (page).</summary>
    /// <param name="request">What to make it from.</param>
    /// <param name="cancellation">Ends the call at once; the service may have made the batch all the same.</param>
    /// <returns>The batch as the service made it.</returns>
    /// <exception cref="CiServiceException">The service refused.</exception>
    /// <exception cref="CiTransportException">
    /// No readable answer came. Where <see cref="CiTransportException.MayHaveActed"/> is true the batch may exist: look for it
    /// before making it again, for every object that a batch touches is paid for.
    /// </exception>
    public async Task<JobsDetail> CreateJobAsync(CreateJobRequest request, CancellationToken cancellation = default)
    {
        _ = request ?? throw new ArgumentNullException(nameof(request));
        var call = new CiRequest("POST", JobsPath) { Body = CreateJobWriter.Write(request) };
        CiResponse answer = await _transport.SendAsync(call, cancellation).ConfigureAwait(false);
        return Located(Read(answer, JobAnswerReader.ReadCreated));
    }

    private JobsDetail Located(JobsDetail job)
    {
        job.Bucket = _settings.Bucket;
        job.Region = _settings.Region;
        return job;
    }

    private static T Read<T>(CiResponse answer, Func<byte[], int, string, T> reader)
    {
        try
        {
            return reader(answer.Body, answer.Length, answer.RequestId);
        }
        catch (XmlException malformed)
        {
            throw new CiTransportException(TransportFailure.UnreadableAnswer, answer.Uri, answer.RequestId, malformed.Message, malformed);
        }
    }
}
