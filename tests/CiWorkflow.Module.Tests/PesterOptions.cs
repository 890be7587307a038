using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Testing.Platform.CommandLine;
using Microsoft.Testing.Platform.Extensions;
using Microsoft.Testing.Platform.Extensions.CommandLine;

namespace CiWorkflow.Module.Tests;

/// <summary>What chooses the tests to run or to list.</summary>
internal sealed class PesterOptions : ICommandLineOptionsProvider
{
    public const string Name = "filter-name";
    public const string File = "filter-file";

    public string Uid => nameof(PesterOptions);

    public string Version => "1.0.0";

    public string DisplayName => "Pester options";

    public string Description => "Choose tests by name and file.";

    public IReadOnlyCollection<CommandLineOption> GetCommandLineOptions() =>
    [
        new CommandLineOption(Name, "Only tests whose Describe.Context.It matches this wildcard.", ArgumentArity.ExactlyOne, isHidden: false),
        new CommandLineOption(File, "Only files whose name, without .Tests.ps1, matches this wildcard.", ArgumentArity.ExactlyOne, isHidden: false),
    ];

    public Task<ValidationResult> ValidateOptionArgumentsAsync(CommandLineOption commandOption, string[] arguments) => ValidationResult.ValidTask;

    public Task<ValidationResult> ValidateCommandLineOptionsAsync(ICommandLineOptions commandLineOptions) => ValidationResult.ValidTask;

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);
}
