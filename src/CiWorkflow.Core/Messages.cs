namespace CiWorkflow;

/// <summary>The texts that a user of Core sees; the properties are generated from Messages.resx.</summary>
internal static partial class Messages
{
    private static readonly MessageTexts Texts = new(typeof(Messages));

    private static string GetResourceString(string key) => Texts.Get(key);
}
