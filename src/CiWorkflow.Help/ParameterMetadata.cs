using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace CiWorkflow.Help;

/// <summary>How a parameter is bound in one parameter set. Position is null where it is bound by name alone.</summary>
internal sealed record ParameterSetEntry(bool IsMandatory, int? Position, string PipelineInput);

/// <summary>What the assembly itself says of a parameter.</summary>
internal sealed record ParameterMetadata(
    string Name, string TypeName, bool IsSwitch,
    bool IsHidden, bool HasWildcards, string? DefaultValue, IReadOnlyList<string> Aliases, IReadOnlyList<string> AllowedValues,
    IReadOnlyDictionary<string, ParameterSetEntry> Sets)
{
    public const string AllSets = "__AllParameterSets";

    /// <summary>The entry of a set; null where the set doesn't have the parameter.</summary>
    public ParameterSetEntry? In(string set) =>
        Sets.TryGetValue(set, out ParameterSetEntry? entry) || Sets.TryGetValue(AllSets, out entry) ? entry : null;

    /// <summary>A parameter that PowerShell adds to a cmdlet.</summary>
    public static ParameterMetadata Common(string name, string typeName, params string[] aliases) => new(
        name,
        typeName,
        typeName == "SwitchParameter",
        IsHidden: false,
        HasWildcards: false,
        DefaultValue: null,
        aliases,
        AllowedValues: [],
        new Dictionary<string, ParameterSetEntry> { [AllSets] = new(false, null, "False") });

    public static ParameterMetadata Read(PropertyInfo property)
    {
        IList<CustomAttributeData> attributes = property.GetCustomAttributesData();
        var sets = new Dictionary<string, ParameterSetEntry>(StringComparer.Ordinal);
        bool hidden = true;
        foreach (CustomAttributeData parameter in attributes.Where(data => data.AttributeType.Name == "ParameterAttribute"))
        {
            Dictionary<string, object?> given = parameter.NamedArguments.ToDictionary(
                argument => argument.MemberName, argument => argument.TypedValue.Value);
            bool Has(string name) => given.TryGetValue(name, out object? value) && value is true;
            string[] pipeline = 
            [
                .. Has("ValueFromPipeline") ? ["ByValue"] : Array.Empty<string>(),
                .. Has("ValueFromPipelineByPropertyName") ? ["ByPropertyName"] : Array.Empty<string>(),
            ];
            sets[given.TryGetValue("ParameterSetName", out object? set) ? (string)set! : AllSets] = new ParameterSetEntry(
                Has("Mandatory"),
                given.TryGetValue("Position", out object? position) && position is >= 0 ? (int)position : null,
                pipeline.Length == 0 ? "False" : "True (" + string.Join(", ", pipeline) + ")");
            hidden &= Has("DontShow");
        }

        Type type = WithoutNullable(property.PropertyType);
        CustomAttributeData? defaultValue = attributes.FirstOrDefault(data => data.AttributeType.Name == "PSDefaultValueAttribute");
        return new ParameterMetadata(
            property.Name,
            Shown(type),
            type.Name == "SwitchParameter",
            hidden,
            attributes.Any(data => data.AttributeType.Name == "SupportsWildcardsAttribute"),
            defaultValue is null ? null : DefaultOf(defaultValue),
            Strings(attributes, "AliasAttribute"),
            type.IsEnum ? Enum.GetNames(type) : Strings(attributes, "ValidateSetAttribute"),
            sets);
    }

    private static string? DefaultOf(CustomAttributeData data)
    {
        Dictionary<string, object?> given = data.NamedArguments.ToDictionary(
            argument => argument.MemberName, argument => argument.TypedValue.Value);
        return Convert.ToString(
            given.TryGetValue("Help", out object? help) ? help : given.GetValueOrDefault("Value"), CultureInfo.InvariantCulture);
    }

    private static List<string> Strings(IList<CustomAttributeData> attributes, string name) =>
        [.. attributes.Where(data => data.AttributeType.Name == name)
            .SelectMany(data => (IReadOnlyCollection<CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)
            .Select(argument => (string)argument.Value!)];

    // By name: types that are loaded for their metadata alone can't be compared with typeof.
    private static Type WithoutNullable(Type type) =>
        type is { IsGenericType: true }
            && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : type;

    private static string Shown(Type type) => type.IsArray ? Shown(type.GetElementType()!) + "[]" : type.Name;
}
