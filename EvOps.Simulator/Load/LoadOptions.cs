using System.Globalization;

namespace EvOps.Simulator;

/// <summary>A load run: how many connections, doing what, for how long.</summary>
public sealed record LoadOptions
{
    /// <summary>Base address, e.g. <c>ws://localhost:5080/ocpp</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Number of connections, each a charge point of its own.</summary>
    public int Connections { get; init; } = 100;

    /// <summary>How long messages are measured.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long messages flow before they are measured.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.Zero;

    /// <summary>What is sent.</summary>
    public LoadMessage Message { get; init; } = LoadMessage.MeterValues;

    /// <summary>Identities are this and a number from 00001.</summary>
    public string Prefix { get; init; } = "LOAD-";

    /// <summary>The tag of each connection's transaction; <c>{n}</c> stands for the connection's number.</summary>
    public string IdTag { get; init; } = FleetOptions.DemoTags[0];

    /// <summary>Password of HTTP Basic authentication; null sends no credentials.</summary>
    public string? AuthorizationKey { get; init; }

    /// <summary>How many connections are made at once.</summary>
    public int ConnectAtOnce { get; init; } = 32;

    /// <summary>How long the handshake, and an answer, may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    internal string IdentityOf(int number) => Prefix + number.ToString("00000", CultureInfo.InvariantCulture);

    internal string IdTagOf(int number) => IdTag.Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
