using CiWorkflow.Model;

namespace CiWorkflow.Http;

/// <summary>Finds that the service refused a call for its keys, which other keys may mend.</summary>
internal static class KeyRefusal
{
    /// <summary>Whether the refusal is about the keys.</summary>
    public static bool Is(CiServiceException refused) =>
        // Error codes of CI (1045/43611) and COS (436/7730). A token that is cut off, because its file is being rewritten, spoils the
        // signature too.
        refused.HttpStatus is 400 or 401 or 403
        && refused.Code is "ExpiredToken" or "InvalidToken" or "TokenExpired"
            or "SecretidNotExist" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidAuthorization";
}
