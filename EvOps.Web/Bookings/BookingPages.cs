using EvOps.Web.Common.Live;

namespace EvOps.Web.Bookings;

public static class BookingPages
{
    /// <summary>What bookings add elsewhere: what those hear who watch a station.</summary>
    public static IServiceCollection AddBookingPages(this IServiceCollection services) => services
        .AddStationNews<BookingNews>();
}
