using System.Globalization;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;

namespace EvOps.Infrastructure.StuckSessions;

/// <summary>What stands beside a hit, to tell it from its neighbours.</summary>
public static class FoundWords
{
    public const string NoAddress = "No address entered";

    public static string OfCharger(string? station, string? vendor, string? model) => Joined(station ?? "Stands nowhere yet", $"{vendor} {model}".Trim());

    public static string OfConnector(string? station, string? type, int maxPowerW) =>
        Joined(station ?? "Stands nowhere yet", type, maxPowerW > 0 ? string.Create(CultureInfo.InvariantCulture, $"{maxPowerW / 1000.0:0.#} kW") : null);

    public static string OfTag(string? owner, TagStatus status) => Joined(owner ?? "Nobody's", Of(status));

    public static string OfDriver(string? email, string? phone) => Joined(email, phone);

    public static string TitleOf(SessionRow row) => row.DriverName ?? $"Tag {row.IdTag}";

    public static string Of(SessionRow row)
    {
        var at = TimeZoneInfo.ConvertTime(row.StartedAt ?? row.RequestedAt, Session.ZoneOf(row.TimeZone ?? "UTC"));
        return Joined(Of(row.State), $"{row.ChargePoint}/{row.ConnectorNumber}", row.StationName, at.ToString("d MMM HH:mm", CultureInfo.InvariantCulture));
    }

    private static string Of(SessionState state) => state switch
    {
        SessionState.Starting => "Starting",
        SessionState.Charging => "Charging",
        SessionState.Stopping => "Stopping",
        SessionState.Completed => "Completed",
        SessionState.Failed => "Failed",
        SessionState.Cancelled => "Cancelled",
    };

    private static string Of(TagStatus status) => status switch
    {
        TagStatus.Accepted => "accepted",
        TagStatus.Blocked => "blocked",
        TagStatus.Expired => "expired",
        TagStatus.Invalid => "invalid",
    };

    private static string Joined(params string?[] words) => string.Join(" · ", words.Where(word => !string.IsNullOrEmpty(word)));
}
