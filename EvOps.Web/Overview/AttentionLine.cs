using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;

namespace EvOps.Web.Overview;

/// <summary>One thing that needs somebody, as it is shown: how bad, in words, and where to go.</summary>
internal sealed record AttentionLine(Tone Tone, Glyph Glyph, string Words, string Link)
{
    public static AttentionLine Of(AttentionItem item)
    {
        var plug = item.Connector is { } number ? $"{item.Charger} connector {number}" : item.Charger;
        var charger = $"/chargers/{Uri.EscapeDataString(item.Charger)}";
        var session = item.SessionId is { } id ? $"/sessions/{id}" : charger;
        return item.Kind switch
        {
            AttentionKind.ChargerFaulted or AttentionKind.ConnectorFaulted => new(Tone.Fault, Glyph.Fault, $"{plug} reports a fault: {item.Detail ?? "no code"}", charger),
            AttentionKind.StopOverdue => new(Tone.Attention, Glyph.Stop, $"{plug} was asked to stop and has not", session),
            AttentionKind.StartOverdue => new(Tone.Attention, Glyph.Waiting, $"{plug} was asked to start and has not begun", session),
            AttentionKind.ChargerOffline => new(Tone.Attention, Glyph.Offline, $"{plug} has lost its connection", charger),
            AttentionKind.SessionHeld => new(Tone.Fault, Glyph.Ended, $"Session at {plug} is not billed: {item.Detail}", session),
            AttentionKind.StopUnmatched => new(Tone.Attention, Glyph.Unknown, $"{plug} ended a session nobody knows: {item.Detail}", charger),
            AttentionKind.ChargerQuarantined => new(Tone.Attention, Glyph.Shield, $"{plug} connects, and nobody has approved it", charger),
            AttentionKind.RefundFailed => new(Tone.Fault, Glyph.Refund, $"{item.Charger} could not be paid: {item.Detail}", item.Link ?? "/refunds"),
            AttentionKind.RefundToApprove => new(Tone.Attention, Glyph.Refund, $"{item.Charger} waits for somebody to decide: {item.Detail}", item.Link ?? "/refunds"),
            AttentionKind.VendorEventDead => new(Tone.Attention, Glyph.Webhooks, $"{item.Charger} could not be worked off: {item.Detail}", item.Link ?? "/vendor-events"),
            AttentionKind.WebhookDisabled => new(Tone.Attention, Glyph.Webhooks, $"Nothing is sent to {item.Charger} any more. {item.Detail}", "/webhooks"),
        };
    }

    /// <summary>Where it is.</summary>
    public static string Place(AttentionItem item) => item.Kind switch
    {
        AttentionKind.WebhookDisabled => "Webhooks",
        AttentionKind.VendorEventDead => "Vendors",
        AttentionKind.RefundFailed or AttentionKind.RefundToApprove => item.StationName ?? "Refunds",
        AttentionKind.ChargerFaulted or AttentionKind.ConnectorFaulted or AttentionKind.StopOverdue or AttentionKind.StartOverdue or AttentionKind.ChargerOffline
            or AttentionKind.SessionHeld or AttentionKind.StopUnmatched or AttentionKind.ChargerQuarantined => item.StationName ?? "At no station yet",
    };

    /// <summary>What somebody must be allowed to do something about it; null where everybody who sees the network may look.</summary>
    public static Permission? Needs(AttentionKind kind) => kind switch
    {
        AttentionKind.RefundFailed or AttentionKind.RefundToApprove => Permission.RequestRefunds,
        AttentionKind.VendorEventDead => Permission.ManageStations,
        AttentionKind.ChargerFaulted or AttentionKind.ConnectorFaulted or AttentionKind.StopOverdue or AttentionKind.StartOverdue or AttentionKind.ChargerOffline
            or AttentionKind.SessionHeld or AttentionKind.StopUnmatched or AttentionKind.ChargerQuarantined or AttentionKind.WebhookDisabled => null,
    };

    /// <summary>What is not listed one by one.</summary>
    public static string More(AttentionKind kind, int count) => kind switch
    {
        AttentionKind.ChargerFaulted => $"and {Show.Count(count, "more charger reports a fault", "more chargers report a fault")}",
        AttentionKind.ConnectorFaulted => $"and {Show.Count(count, "more connector reports a fault", "more connectors report a fault")}",
        AttentionKind.StopOverdue => $"and {Show.Count(count, "more stop is overdue", "more stops are overdue")}",
        AttentionKind.StartOverdue => $"and {Show.Count(count, "more start is overdue", "more starts are overdue")}",
        AttentionKind.ChargerOffline => $"and {Show.Count(count, "more charger has lost its connection", "more chargers have lost their connection")}",
        AttentionKind.SessionHeld => $"and {Show.Count(count, "more session is not billed", "more sessions are not billed")}",
        AttentionKind.StopUnmatched => $"and {Show.Count(count, "more stop belongs to no session", "more stops belong to no session")}",
        AttentionKind.ChargerQuarantined => $"and {Show.Count(count, "more charger waits for approval", "more chargers wait for approval")}",
        AttentionKind.RefundFailed => $"and {Show.Count(count, "more refund could not be paid", "more refunds could not be paid")}",
        AttentionKind.RefundToApprove => $"and {Show.Count(count, "more refund waits for a decision", "more refunds wait for a decision")}",
        AttentionKind.VendorEventDead => $"and {Show.Count(count, "more vendor's events could not be worked off", "more vendors' events could not be worked off")}",
        AttentionKind.WebhookDisabled => $"and {Show.Count(count, "more webhook is disabled", "more webhooks are disabled")}",
    };
}
