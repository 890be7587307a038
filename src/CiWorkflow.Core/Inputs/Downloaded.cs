using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace CiWorkflow.Inputs;

/// <summary>An object of the bucket in a temporary file, which goes away when it is closed.</summary>
internal static class Downloaded
{
    /// <exception cref="InputException">The bucket has no such object.</exception>
    public static async Task<FileStream> OpenAsync(CiClient client, string key, CancellationToken cancellation)
    {
        string path = Path.Combine(Path.GetTempPath(), "CiWorkflow-Input-" + Guid.NewGuid().ToString("N") + ".tmp");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 128 * 1024, FileOptions.DeleteOnClose);
        try
        {
            await client.ReadObjectAsync(key, file, cancellation).ConfigureAwait(false);
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
