using System.Security.Cryptography;
using EvOps.Domain.Bookings;

namespace EvOps.Infrastructure.Bookings;

/// <summary>What a booking is called by outside parties, none of it to be guessed.</summary>
internal static class BookingNumbers
{
    public static string Token() => RandomNumberGenerator.GetHexString(Booking.TokenLength, lowercase: true);

    /// <summary>OCPP wants a whole number; of one charger's few two will not be alike.</summary>
    public static int Reservation() => RandomNumberGenerator.GetInt32(1, int.MaxValue);
}
