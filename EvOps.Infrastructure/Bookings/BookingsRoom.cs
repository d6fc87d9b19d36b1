using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Stations;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Bookings;

public static class BookingsRoom
{
    public static IServiceCollection AddBookings(this IServiceCollection services)
    {
        services.AddRoomOptions<BookingsOptions>(BookingsOptions.Section);
        services.AddSingleton<IPlugReservations, PlugsKept>();
        services.AddSingleton<AvailabilityBoard>();
        services.AddSingleton<FreeTimesMemory>();
        services.AddSingleton<ChargeFee>();
        services.AddSingleton<TellBooker>();
        services.AddSingleton<RedeemBooking>();

        services.AddSingleton<FindFreeTimes>();
        services.AddSingleton<FindNextBooking>();
        services.AddSingleton<HoldSlot>();
        services.AddSingleton<ConfirmBooking>();
        services.AddSingleton<CreateBooking>();
        services.AddSingleton<MoveBooking>();
        services.AddSingleton<CancelBooking>();
        services.AddSingleton<OfferAnotherPlug>();
        services.AddSingleton<ListBookings>();
        services.AddSingleton<FindBooker>();
        services.AddJob<MarkNoShows>("Mark no-shows", "NoShow", TimeSpan.FromSeconds(300), (job, cancel) => job.RunAsync(cancel));
        services.AddJob<OfferAnotherPlug>("Offer another plug", "OfferAnotherPlug", TimeSpan.FromSeconds(15), (job, cancel) => job.RunAsync(cancel));
        services.AddSingleton<IStatusWitness>(provider => provider.GetRequiredService<ReserveAtChargers>());
        services.AddJob<ReserveAtChargers>("Reserve at chargers", null, TimeSpan.FromSeconds(30), (job, cancel) => job.RunAsync(cancel));
        services.AddJob<RemoveOldHolds>("Remove old holds", null, TimeSpan.FromHours(1), (job, cancel) => job.RunAsync(cancel));
        return services;
    }
}
