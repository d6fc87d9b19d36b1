using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;

namespace EvOps.Web.Shell;

/// <summary>A way into a room: only for pages that exist, and only for those who may use them.</summary>
/// <param name="Needs">The permission that the page asks for too.</param>
/// <param name="Waiting">How many things wait there for somebody; null where nothing ever does.</param>
internal sealed record NavigationItem(string Href, string Word, Glyph Glyph, Permission Needs, Func<NavigationCounts, int>? Waiting = null)
{
    /// <summary>What those things are said to be: "3 open".</summary>
    public string WaitingWord { get; init; } = "waiting";

    /// <summary>Whether one of them is so grave that the count is red.</summary>
    public Func<NavigationCounts, bool>? IsGrave { get; init; }

    /// <summary>Only its own address is it, for others begin alike.</summary>
    public bool IsExact { get; init; }

    /// <summary>Beginnings of further addresses that belong to it.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];
}

/// <summary>What is counted at this moment.</summary>
internal sealed record NavigationCounts(NetworkTotals Network, int RefundsWaiting, AlertCounts Alerts, int Stuck);

internal static class NavigationItems
{
    /// <summary>For those who charge and run nothing: a few places, which a phone shows as a bar at the bottom.</summary>
    public static readonly NavigationItem[] OfDrivers =
    [
        new("/drive", "Charge", Glyph.Bolt, Permission.ChargeOwn) { IsExact = true, Also = ["/drive/stations/"] },
        new("/drive/sessions", "My sessions", Glyph.Sessions, Permission.ChargeOwn) { Also = ["/receipts/"] },
        new("/drive/bookings", "Bookings", Glyph.Reserved, Permission.ChargeOwn),
        new("/drive/wallet", "Wallet", Glyph.Wallet, Permission.ChargeOwn),
        new("/drive/notices", "Notices", Glyph.Bell, Permission.ChargeOwn),
    ];

    /// <summary>What happens now; what the network is made of; who runs it.</summary>
    public static readonly NavigationItem[][] Groups =
    [
        [
            new("/", "Overview", Glyph.Overview, Permission.ViewNetwork) { IsExact = true },
            new("/monitor", "Monitor", Glyph.Monitor, Permission.ViewNetwork),
            new("/sessions", "Sessions", Glyph.Sessions, Permission.ViewNetwork),
            new("/stuck-sessions", "Stuck sessions", Glyph.Attention, Permission.ViewNetwork, now => now.Stuck) { WaitingWord = "stuck" },
            new("/alerts", "Alerts", Glyph.Bell, Permission.ViewNetwork, now => now.Alerts.Open) { WaitingWord = "open", IsGrave = now => now.Alerts.Critical > 0 },
            new("/faults", "Faults", Glyph.Fault, Permission.ViewNetwork, now => now.Network.Faults) { WaitingWord = "open", IsGrave = now => now.Network.Faults > 0 },
        ],
        [
            new("/bookings", "Bookings", Glyph.Reserved, Permission.ViewNetwork),
            new("/stations", "Stations", Glyph.Stations, Permission.ViewNetwork),
            new("/chargers", "Chargers", Glyph.Chargers, Permission.ViewNetwork, now => now.Network.Waiting),
            new("/tariffs", "Tariffs", Glyph.Tariffs, Permission.ViewNetwork),
            new("/wallets", "Wallets", Glyph.Wallet, Permission.ManageWallets),
            new("/refunds", "Refunds", Glyph.Refund, Permission.RequestRefunds, now => now.RefundsWaiting),
            new("/tags", "Tags", Glyph.Tags, Permission.ManageTags),
        ],
        [
            new("/jobs", "Jobs", Glyph.Jobs, Permission.ManageJobs),
            new("/webhooks", "Webhooks", Glyph.Webhooks, Permission.ManageWebhooks),
            new("/vendor-events", "Vendor events", Glyph.Message, Permission.ManageStations),
            new("/users", "Users", Glyph.Users, Permission.ManageUsers),
            new("/audit", "Audit", Glyph.Audit, Permission.ViewAudit),
        ],
    ];
}
