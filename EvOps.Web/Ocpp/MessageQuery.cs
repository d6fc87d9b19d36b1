using System.Globalization;
using EvOps.Infrastructure.Ocpp;
using EvOps.Web.Common;

namespace EvOps.Web.Ocpp;

/// <summary>The filter of a charger's messages as its address has it. On the page times are those of the charger's own place; the export takes them in UTC.</summary>
internal static class MessageQuery
{
    private const string OnPage = "yyyy-MM-dd'T'HH:mm";

    /// <param name="value">A value of the address by its name, or null.</param>
    /// <param name="zone">The charger's.</param>
    public static MessageFilter FilterOf(Func<string, string?> value, string? zone) => new(
        DirectionOf(value("direction")), value("action"), value("trouble") == "yes", value("said"), TimeOf(value("from"), zone), TimeOf(value("to"), zone));

    /// <summary>Where everything that matches is downloaded.</summary>
    public static string ExportLink(string format, string identity, MessageFilter filter)
    {
        (string Name, string? Value)[] values =
        [
            ("charger", identity), ("direction", filter.Direction?.ToString()), ("action", filter.Action), ("trouble", filter.TroubleOnly ? "yes" : null), ("said", filter.Search),
            ("from", Text(filter.From)), ("to", Text(filter.Before)),
        ];
        return $"/messages/export.{format}?{string.Join('&', values.Where(v => v.Value is not null).Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value!)}"))}";
    }

    private static MessageDirection? DirectionOf(string? text) =>
        Enum.TryParse<MessageDirection>(text, ignoreCase: true, out var direction) && Enum.IsDefined(direction) ? direction : null;

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? TimeOf(string? text, string? zone)
    {
        if (DateTime.TryParseExact(text, OnPage, CultureInfo.InvariantCulture, DateTimeStyles.None, out var there)) return ShowTime.AtPlace(there, zone);
        return DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}
