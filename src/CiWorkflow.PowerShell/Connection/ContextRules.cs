using System;
using System.Globalization;
using CiWorkflow.Http;
using CiWorkflow.Model;

namespace CiWorkflow.Connection;

/// <summary>The bounds of a context's numbers, for one that is made and for one that was saved and may have been edited.</summary>
// Not ValidateRange, which refuses the blank cell of a saved context too.
internal static class ContextRules
{
    private const int SecondsOfADay = 86400;
    private const int MostRetries = 100;

    /// <exception cref="InvalidFieldException">It is not 1 to 86400.</exception>
    public static int? CheckSeconds(string field, int? value) => Check(field, value, 1, SecondsOfADay);

    /// <exception cref="InvalidFieldException">It is not 0 to 100.</exception>
    public static int? CheckRetries(int? value) => Check(nameof(CiContext.MaximumRetryCount), value, 0, MostRetries);

    /// <exception cref="InvalidFieldException">It is not 0.01 to 1000.</exception>
    public static double? CheckRate(double? value) => Check(
        nameof(CiContext.MaximumRequestsPerSecond), value, CiClientSettings.LeastRequestsPerSecond, CiClientSettings.MostRequestsPerSecond);

    // Written so that what is not a number is refused too.
    private static T? Check<T>(string field, T? value, T least, T most)
        where T : struct, IComparable<T> =>
        value is not { } given || (given.CompareTo(least) >= 0 && given.CompareTo(most) <= 0)
            ? value
            : throw new InvalidFieldException(
                field, Convert.ToString(given, CultureInfo.InvariantCulture), CommandMessages.OutOfRange, least, most);
}
