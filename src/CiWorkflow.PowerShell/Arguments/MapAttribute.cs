using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CiWorkflow.Arguments;

/// <summary>
/// Takes a hashtable of what replaces what, as text or as objects that have an id. A blank value is refused: the old one would stay.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MapAttribute : GivenAttribute
{
    private readonly TextAttribute _text;

    /// <summary>Takes text, or an object for the first of these properties that it has.</summary>
    /// <param name="properties">The names of the properties.</param>
    public MapAttribute(params string[] properties) => _text = new TextAttribute(properties);

    /// <inheritdoc/>
    protected override object? Read(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (Plain(inputData) is not IDictionary table)
        {
            // The binder refuses it in its own words.
            return inputData;
        }

        var map = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table)
        {
            string key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            try
            {
                map[key] = _text.Transform(engineIntrinsics, entry.Value) as string
                    ?? throw new ArgumentTransformationMetadataException(CommandMessages.MapSeveral);
            }
            catch (ArgumentTransformationMetadataException refused)
            {
                throw new ArgumentTransformationMetadataException(
                    string.Format(CultureInfo.InvariantCulture, CommandMessages.MapEntry, key, refused.Message), refused);
            }
        }

        return map;
    }
}
