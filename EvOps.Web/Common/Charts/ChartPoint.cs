namespace EvOps.Web.Common.Charts;

/// <summary>One value at one time; null where nothing was measured.</summary>
public readonly record struct ChartPoint(DateTimeOffset At, double? Value);

/// <summary>One reading of a session, as <see cref="LiveEnergyChart"/> draws it: watts, watt-hours since the start, percent. Null where not reported.</summary>
public readonly record struct LiveReading(DateTimeOffset At, double? PowerW, double? EnergyWh, double? Soc);
