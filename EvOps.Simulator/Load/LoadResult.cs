using System.Text.Json;

namespace EvOps.Simulator;

/// <summary>What a load run measured. Latency is from before a message is sent until its answer is read.</summary>
/// <param name="Connections">Connections that took part.</param>
/// <param name="Seconds">Time measured.</param>
/// <param name="Messages">Messages answered with a CALLRESULT in that time.</param>
/// <param name="MessagesPerSecond">Messages per second, all connections together.</param>
/// <param name="P50Ms">Half of the answers came within this many milliseconds.</param>
/// <param name="P90Ms">Nine in ten did.</param>
/// <param name="P99Ms">Ninety-nine in a hundred did.</param>
/// <param name="MaxMs">The slowest.</param>
/// <param name="Errors">Connections that failed or were lost, and messages answered with a CALLERROR.</param>
/// <param name="StartsNotAccepted">Transactions whose tag was not accepted; they have a number and are measured all the same.</param>
/// <param name="FirstError">The first error, in words.</param>
public sealed record LoadResult(
    int Connections,
    double Seconds,
    long Messages,
    double MessagesPerSecond,
    double P50Ms,
    double P90Ms,
    double P99Ms,
    double MaxMs,
    long Errors,
    int StartsNotAccepted,
    string? FirstError)
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Camel);
}
