using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Common;

/// <summary>Where a room's page, or the frame, leaves room for others. Each part takes one parameter, <c>About</c>, of the type that is named here.</summary>
public enum PagePlace
{
    /// <summary>In the header of every page, for who may see the network. It is about nothing and takes no parameter.</summary>
    Header,

    /// <summary>Below the connectors on the page of a charger; a ChargePointRow.</summary>
    Charger,

    /// <summary>Inside a plug; a ConnectorRow.</summary>
    Plug,

    /// <summary>A cell of the list of stations, and a figure on a station's page; a station's Guid.</summary>
    StationNow,

    /// <summary>A panel on the page of a tariff; a TariffRow.</summary>
    Tariff,

    /// <summary>Below the bill on the page of a session; the session's Guid.</summary>
    Bill,

    /// <summary>Below the facts of a booking that was paid for; the booking's Guid.</summary>
    Booking,

    /// <summary>Below the bill of a receipt; the session's Guid.</summary>
    Receipt,

    /// <summary>Beside the actions on the page of a wallet; its owner's Guid.</summary>
    Wallet,

    /// <summary>Beside the stop on a driver's own open session; a SessionRow.</summary>
    DriverSession,

    /// <summary>Among the filters of the alerts; keeps its choice in the address, takes no parameter.</summary>
    AlertFilter,
}

/// <summary>
/// What a room shows on another room's page: Web rooms never use each other, yet what belongs to one charger belongs on one page.
/// The page says where, the room says what: <c>services.AddPagePart&lt;MessagesPanel&gt;(PagePlace.Charger, order: 20)</c>.
/// </summary>
public sealed record PagePart(PagePlace Place, int Order, Type Component);

public static class PagePartServices
{
    public static IServiceCollection AddPagePart<TComponent>(this IServiceCollection services, PagePlace place, int order = 0)
        where TComponent : IComponent => services.AddSingleton(new PagePart(place, order, typeof(TComponent)));
}
