// What the compiler asks for and netstandard2.0 lacks. Types that a generator writes come in another order in each build,
// and two builds would not make the same bytes.
namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit;
}

namespace System.Diagnostics.CodeAnalysis
{
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property)]
    internal sealed class AllowNullAttribute : Attribute;
}
