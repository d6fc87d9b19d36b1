namespace EvOps.Simulator;

/// <summary>A charging transaction as the charge point knows it.</summary>
internal sealed class Transaction
{
    public required string IdTag { get; init; }
    public required long MeterStart { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The number of the central system; null until StartTransaction was answered, which may be long after an offline start.</summary>
    public int? Id { get; set; }

    /// <summary>The charge point accepted a stop and then says nothing more about it (a misbehaviour).</summary>
    public bool IsMuted { get; set; }

    /// <summary>Readings for StopTransaction's transactionData, as StopTxnSampledData asks for.</summary>
    public List<System.Text.Json.Nodes.JsonObject> StopData { get; } = [];
}
