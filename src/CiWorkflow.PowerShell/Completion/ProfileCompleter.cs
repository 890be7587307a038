using System;
using System.Collections.Generic;
using CiWorkflow.Credentials;

namespace CiWorkflow.Completion;

/// <summary>Completes the profiles of Tencent's files of keys.</summary>
public sealed class ProfileCompleter : WordListCompleter
{
    private protected override IEnumerable<string> Words =>
        CredentialFile.ListProfiles(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
}
