namespace CiWorkflow;

/// <summary>The texts that a user of the cmdlets sees; the properties are generated from CommandMessages.resx.</summary>
internal static partial class CommandMessages
{
    private static readonly MessageTexts Texts = new(typeof(CommandMessages));

    private static string GetResourceString(string key) => Texts.Get(key);
}
