using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>An object of the bucket in a temporary file, which goes away when it is closed.</summary>
internal static class Downloaded
{
    /// <exception cref="InputException">The bucket has no such object.</exception>
    public static async Task<FileStream> OpenAsync(CiClient client, string key, CancellationToken cancellationToken)
    {
        FileStream file = TemporaryFile.Create("Input");
        try
        {
            await client.ReadObjectAsync(key, file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            return file;
        }
        catch (CiServiceException missing) when (missing is { HttpStatus: 404, Code: not "NoSuchBucket" })
        {
            file.Dispose();
            throw new InputException(key, Messages.InputMissing, missing);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
