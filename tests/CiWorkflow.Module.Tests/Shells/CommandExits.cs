using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;

namespace CiWorkflow.Shells;

/// <summary>Where an assembly writes or asks something at a shell, found in its code.</summary>
public static class CommandExits
{
    private const byte Call = 0x28;
    private const byte CallVirtual = 0x6F;
    private const byte TwoBytes = 0xFE;
    private const byte MemberOfAnother = 0x0A;

    /// <summary>Each as "type.method -> type.method".</summary>
    /// <param name="assembly">The assembly.</param>
    public static IEnumerable<string> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (Type type in assembly.GetTypes())
        {
            foreach (MethodBase method in type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)))
            {
                byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
                for (int i = 0; i + 4 < code.Length; i++)
                {
                    // ldftn and ldvirtftn take a method without calling it.
                    bool isTaken = code[i] == TwoBytes && i + 5 < code.Length && code[i + 1] is 0x06 or 0x07;
                    int at = isTaken ? i + 2 : i + 1;
                    if ((isTaken || code[i] is Call or CallVirtual)
                        && code[at + 3] == MemberOfAnother && Resolve(method, BitConverter.ToInt32(code, at)) is { } called && IsExit(called))
                    {
                        yield return $"{type.FullName}.{method.Name} -> {called.DeclaringType!.Name}.{called.Name}";
                    }
                }
            }
        }
    }

    private static bool IsExit(MethodBase called) =>
        (called.DeclaringType == typeof(Cmdlet) || called.DeclaringType == typeof(PSHostUserInterface) || called.DeclaringType == typeof(ICommandRuntime))
        && called.Name != "WriteObject"
        && (called.Name == "ThrowTerminatingError"
            || Array.Exists(["Write", "Should", "Prompt"], start => called.Name.StartsWith(start, StringComparison.Ordinal)));

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(
                token, method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : Type.EmptyTypes);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
