using System.Diagnostics.CodeAnalysis;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;

namespace EvOps.Domain.Faults;

/// <summary>Whether something became faulty or is well again.</summary>
public enum FaultKind
{
    Fault,
    Recovery,
}

/// <summary>What was told of a fault: in words, and in the charger's codes.</summary>
/// <param name="Reason">In the words of who told it.</param>
/// <param name="ErrorCode">OCPP 1.6 §7.6 ChargePointErrorCode.</param>
public sealed record FaultTold(string? Reason = null, string? ErrorCode = null, string? VendorErrorCode = null);

/// <summary>One line of the history of faults: a charger or a plug became faulty, or is well again. Only ever added.</summary>
public sealed class FaultEvent : IAppendOnly
{
    public const int LongestReason = 500;

    public FaultEvent(Guid chargePointId, int connectorNumber, FaultKind kind, FaultSource source, FaultTold told, DateTimeOffset reportedAt, DateTimeOffset now, bool isLate = false)
    {
        Id = Ids.New(now);
        (ChargePointId, ConnectorNumber, Kind, Source) = (chargePointId, connectorNumber, kind, source);
        (Reason, ErrorCode, VendorErrorCode) = (Cut(told.Reason, LongestReason), Cut(told.ErrorCode, 255), Cut(told.VendorErrorCode, 255));
        (ReportedAt, At, IsLate) = (reportedAt, now, isLate);
    }

    private FaultEvent()
    {
    }

    public Guid Id { get; private init; }

    public Guid ChargePointId { get; private init; }

    /// <summary>0 is the charger itself.</summary>
    public int ConnectorNumber { get; private init; }

    public FaultKind Kind { get; private init; }

    public FaultSource Source { get; private init; }

    public string? Reason { get; private init; }

    /// <summary>Of a recovery: of the fault that is over.</summary>
    public string? ErrorCode { get; private init; }

    public string? VendorErrorCode { get; private init; }

    /// <summary>By the clock of who told it.</summary>
    public DateTimeOffset ReportedAt { get; private init; }

    /// <summary>When the house learned of it.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>It came after newer news: it stands in the history, and counts for nothing.</summary>
    public bool IsLate { get; private init; }

    /// <summary>The id of what it came with, as log and audit trail have it; null where nothing has begun one.</summary>
    public string? CorrelationId { get; private set; }

    public void BelongsTo(string? correlationId) => CorrelationId = correlationId;

    // Whoever tells it cannot be taught, and a column refuses what is too long.
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, int longest) => text?.Length > longest ? $"{text.AsSpan(0, longest - 1)}…" : text;
}
