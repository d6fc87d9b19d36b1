using EvOps.Domain.Stations;

namespace EvOps.Web.Stations;

/// <summary>What a charger may be allowed beyond the standard, in words.</summary>
internal static class AllowanceWords
{
    public static readonly IReadOnlyList<(ChargePointAllowances Allowance, string Words, string Why)> All =
    [
        (ChargePointAllowances.NoSubprotocol, "Connect without a subprotocol", "Some firmware offers none; without this it is not let in."),
        (ChargePointAllowances.Unbooted, "Speak without having booted", "It sends its states and readings but never a BootNotification."),
        (ChargePointAllowances.Silence, "Be silent", "It sends no heartbeat and answers no ping: silence does not close its connection."),
    ];
}
