namespace EvOps.Simulator;

/// <summary>What one simulated charge point is and how it behaves when nothing goes wrong.</summary>
public sealed record ChargePointOptions
{
    /// <summary>Base address, e.g. <c>ws://localhost:5080/ocpp</c>; the identity is appended, percent-encoded.</summary>
    public required Uri Url { get; init; }

    /// <summary>The charge point's identity (OCPP-J 1.6 §3.1.1).</summary>
    public required string Identity { get; init; }

    /// <summary>Password of HTTP Basic authentication (OCPP-J 1.6 §6.2); null sends no credentials.</summary>
    public string? AuthorizationKey { get; init; }

    /// <summary>chargePointVendor, at most 20 characters.</summary>
    public string Vendor { get; init; } = "EvOps Simulator";

    /// <summary>chargePointModel, at most 20 characters.</summary>
    public string Model { get; init; } = "Street 22";

    /// <summary>firmwareVersion.</summary>
    public string Firmware { get; init; } = "1.6.4";

    /// <summary>chargePointSerialNumber; the identity where none is given.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Number of connectors, from 1.</summary>
    public int Connectors { get; init; } = 1;

    /// <summary>The most one connector delivers, kW.</summary>
    public double MaxPowerKw { get; init; } = 22;

    /// <summary>Direct current; where left open, above 22 kW.</summary>
    public bool? DirectCurrent { get; init; }

    /// <summary>Subprotocols to offer; null: <c>ocpp1.6</c>.</summary>
    public IReadOnlyList<string>? Subprotocols { get; init; }

    /// <summary>
    /// Time between two MeterValues of a running transaction, until ChangeConfiguration sets MeterValueSampleInterval. May be shorter
    /// than the second OCPP can express.
    /// </summary>
    public TimeSpan MeterInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much faster than the clock cars charge; intervals and timestamps on the wire stay real.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Decides, with the identity, everything that happens at random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The clock of everything the charge point does by itself. Waiting for an answer goes by the real clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Lifetime counter of each connector's energy register at the beginning, Wh; null: by the seed.</summary>
    public long? InitialRegisterWh { get; init; }

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause before reconnecting; it doubles up to a minute, each time with half of it left to chance.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a mere reconnection is followed by a BootNotification, which OCPP-J 1.6 §5.4 does not ask for but many send.</summary>
    public bool BootOnReconnect { get; init; }

    /// <summary>How long a reboot takes.</summary>
    public TimeSpan RebootTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after an accepted RemoteStartTransaction on an empty connector a car is plugged in; null: none comes.</summary>
    public TimeSpan? CarArrivesAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after its transaction such a car is unplugged.</summary>
    public TimeSpan CarLeavesAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long such a car stays plugged in after it has taken what it wants.</summary>
    public TimeSpan CarStaysFull { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a TLS certificate nobody vouches for will do.</summary>
    public bool AcceptAnyCertificate { get; init; }

    /// <summary>How often a WebSocket ping is sent; zero: never.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.Zero;

    internal bool IsDirectCurrent => DirectCurrent ?? MaxPowerKw > 22;

    internal int Phases => MaxPowerKw > 7.4 ? 3 : 1;
}
