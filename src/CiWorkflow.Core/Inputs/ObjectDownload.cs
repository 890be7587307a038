using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CiWorkflow.Model;

namespace CiWorkflow.Inputs;

/// <summary>An object of the bucket in a temporary file, which is deleted when it is closed.</summary>
internal static class ObjectDownload
{
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="maxBytes">The largest size that is read at all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InputException">The bucket has no such object, its key can't be asked for, or it is larger.</exception>
    public static async Task<FileStream> OpenAsync(CosBucket bucket, string key, long maxBytes, CancellationToken cancellationToken)
    {
        FileStream file = TemporaryFile.Create("Input");
        try
        {
            using var limited = new LimitedStream(file, maxBytes);
            await bucket.ReadObjectAsync(key, limited, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            return file;
        }
        catch (SizeLimitException)
        {
            file.Dispose();
            throw new InputException(key, string.Format(CultureInfo.InvariantCulture, Messages.InputFileTooLarge, maxBytes));
        }
        catch (InvalidFieldException invalid)
        {
            file.Dispose();
            throw new InputException(key, invalid.Message, invalid);
        }
        catch (CiServiceException missing) when (missing.IsMissingItem)
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
