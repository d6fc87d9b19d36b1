using EvOps.Infrastructure.StuckSessions;
using EvOps.Web.Common;

namespace EvOps.Web.StuckSessions;

/// <summary>Where a hit leads, and how its kind is called and shown.</summary>
public static class FoundLinks
{
    /// <summary>A session, charger or station to its page; what a driver calls about to its answer.</summary>
    public static string Of(Found hit) => hit.Kind switch
    {
        FoundKind.Session => $"/sessions/{hit.Id}",
        FoundKind.Charger => $"/chargers/{Uri.EscapeDataString(hit.Id)}",
        FoundKind.Station => $"/stations/{hit.Id}",
        FoundKind.Connector or FoundKind.Driver or FoundKind.Tag => Answer(hit, hit.Title),
    };

    /// <summary>The page of hits, with the answer about this one.</summary>
    public static string Answer(Found hit, string text) => $"{Page(text)}&kind={hit.Kind}&id={Uri.EscapeDataString(hit.Id)}";

    public static string Page(string text) => $"/find?q={Uri.EscapeDataString(text)}";

    /// <summary>Whether a driver may call about it.</summary>
    public static bool HasAnswer(FoundKind kind) => kind switch
    {
        FoundKind.Session or FoundKind.Connector or FoundKind.Driver or FoundKind.Tag => true,
        FoundKind.Charger or FoundKind.Station => false,
    };

    public static string Words(FoundKind kind) => kind switch
    {
        FoundKind.Session => "Sessions",
        FoundKind.Connector => "Connectors",
        FoundKind.Driver => "Drivers",
        FoundKind.Tag => "Tags",
        FoundKind.Charger => "Chargers",
        FoundKind.Station => "Stations",
    };

    public static Glyph GlyphOf(FoundKind kind) => kind switch
    {
        FoundKind.Session => Glyph.Sessions,
        FoundKind.Connector => Glyph.Plug,
        FoundKind.Driver => Glyph.Person,
        FoundKind.Tag => Glyph.Tags,
        FoundKind.Charger => Glyph.Chargers,
        FoundKind.Station => Glyph.Stations,
    };

    /// <summary>What can be searched for, told where nothing was found.</summary>
    public const string How = "Search for the code on a plug (CP-3/2), a charger, a station, a session by any of its ids or the short one of the lists, a tag, or a driver by name, e-mail address or the last four digits of the phone number.";
}
