namespace EvOps.Simulator;

/// <summary>A connector kept for one tag until a moment (OCPP 1.6 §5.13).</summary>
internal sealed record Reservation(int Id, string IdTag, DateTimeOffset Expiry);
