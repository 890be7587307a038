using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace CiWorkflow.Help;

/// <summary>What the assembly itself says of a cmdlet: its name, its parameters in each set, and what it returns.</summary>
internal sealed record CmdletMetadata(
    string Verb,
    string Noun, string DefaultSet, bool ShouldProcess, IReadOnlyList<ParameterMetadata> Parameters, IReadOnlyList<string> Outputs)
{
    public string Name => Verb + "-" + Noun;

    /// <summary>The names of the parameter sets, the default one first.</summary>
    public IReadOnlyList<string> Sets
    {
        get
        {
            List<string> named = [.. Parameters.SelectMany(parameter => parameter.Sets.Keys).Where(set => set != ParameterMetadata.AllSets)
                .Distinct(StringComparer.Ordinal).OrderBy(set => set != DefaultSet).ThenBy(set => set, StringComparer.Ordinal)];
            return named.Count > 0 ? named : [ParameterMetadata.AllSets];
        }
    }

    /// <summary>The cmdlets of an assembly, by name.</summary>
    public static IReadOnlyList<CmdletMetadata> ReadAll(Assembly assembly) =>
        [
            .. assembly.GetTypes()
                .Where(type => !type.IsAbstract && Find(type, "CmdletAttribute") is not null)
                .Select(Read)
                .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal),
        ];

    private static CmdletMetadata Read(Type type)
    {
        CustomAttributeData cmdlet = Find(type, "CmdletAttribute")!;
        bool shouldProcess = Named<bool>(cmdlet, "SupportsShouldProcess");
        List<ParameterMetadata> parameters = [.. type.GetProperties()
            .Where(property => property.GetCustomAttributesData().Any(data => data.AttributeType.Name == "ParameterAttribute"))
            .Select(ParameterMetadata.Read)];
        if (Named<bool>(cmdlet, "SupportsPaging"))
        {
            parameters.Add(ParameterMetadata.Common("First", "UInt64"));
            parameters.Add(ParameterMetadata.Common("Skip", "UInt64"));
            parameters.Add(ParameterMetadata.Common("IncludeTotalCount", "SwitchParameter"));
        }

        if (shouldProcess)
        {
            parameters.Add(ParameterMetadata.Common("WhatIf", "SwitchParameter", "wi"));
            parameters.Add(ParameterMetadata.Common("Confirm", "SwitchParameter", "cf"));
        }

        List<string> outputs = [.. type.GetCustomAttributesData().Where(data => data.AttributeType.Name == "OutputTypeAttribute")
            .SelectMany(data => (IReadOnlyCollection<CustomAttributeTypedArgument>)data.ConstructorArguments[^1].Value!)
            .Select(argument => argument.Value is Type output ? output.FullName! : (string)argument.Value!)];
        return new CmdletMetadata(
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            Named<string>(cmdlet, "DefaultParameterSetName") ?? ParameterMetadata.AllSets,
            shouldProcess,
            parameters,
            outputs);
    }

    private static CustomAttributeData? Find(Type type, string name) =>
        type.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name == name);

    private static T? Named<T>(CustomAttributeData data, string name) =>
        data.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value ? value : default;
}
