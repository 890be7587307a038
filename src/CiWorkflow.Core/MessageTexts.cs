using System;
using System.Globalization;
using System.Resources;

namespace CiWorkflow;

/// <summary>
/// The texts of a class of messages, in English or Chinese by the UI culture. Both languages stand in the assembly itself, for a
/// satellite assembly would be one more file to load from the module's folder. Compiled into each assembly that has messages.
/// </summary>
internal sealed class MessageTexts
{
    private readonly ResourceManager _english;
    private readonly ResourceManager _chinese;

    /// <param name="messages">The class; its resources are named after it, the Chinese ones with .zh-CN behind.</param>
    public MessageTexts(Type messages)
    {
        _english = new ResourceManager(messages.FullName!, messages.Assembly);
        _chinese = new ResourceManager(messages.FullName + ".zh-CN", messages.Assembly);
    }

    /// <summary>The text of a key; the English one where the other language lacks it.</summary>
    public string Get(string key) =>
        (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? _chinese.GetString(key, CultureInfo.InvariantCulture) : null)
        ?? _english.GetString(key, CultureInfo.InvariantCulture)
        ?? throw new MissingManifestResourceException(key);
}
