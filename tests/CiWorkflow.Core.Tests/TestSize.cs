namespace CiWorkflow.Core.Tests;

/// <summary>How much is tried by the tests that try many cases.</summary>
internal static class TestSize
{
    /// <summary>Why a test is skipped there.</summary>
    public const string IsSlow = "With mutants in the code this takes longer than a mutant may.";

    /// <summary>True in the configuration Mutation, where the tests of each mutant must end within seconds.</summary>
    public static bool IsSmall =>
#if MUTATION
        true;
#else
        false;
#endif
}
