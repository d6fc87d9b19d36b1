namespace EvOps.Domain.Stations;

/// <summary>A point on the globe, in degrees of WGS 84.</summary>
public readonly record struct Position(double Latitude, double Longitude)
{
    private const double EarthRadiusMetres = 6_371_000;

    /// <summary>The one place that says what degrees are: −90 to 90 and −180 to 180.</summary>
    public static Position? Of(double latitude, double longitude) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180 ? new(latitude, longitude) : null;

    /// <summary>As the crow flies (haversine).</summary>
    public double MetresTo(Position other)
    {
        var (north, east) = (Radians(other.Latitude - Latitude), Radians(other.Longitude - Longitude));
        var a = Math.Pow(Math.Sin(north / 2), 2) + Math.Cos(Radians(Latitude)) * Math.Cos(Radians(other.Latitude)) * Math.Pow(Math.Sin(east / 2), 2);
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
