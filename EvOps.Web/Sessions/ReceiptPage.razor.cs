using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Sessions;

/// <summary>What a driver gets for the books: who, where, when, what the meter said, and the bill line by line. Made to be printed.</summary>
public sealed partial class ReceiptPage(ShowSession sessions, ListReadings readings, CurrentActor actor)
{
    /// <summary>In between, thinned: a receipt is one page.</summary>
    private const int MostReadings = 8;

    private ViewState<SessionDetail> state = new ViewState<SessionDetail>.Waiting();
    private IReadOnlyList<MeterLine> lines = [];
    private Guid? sessionId;

    /// <summary>Session id, request id, or transaction id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        Listen<SessionChanged>(change => sessionId is null || change.SessionId == sessionId);
        await ReadAsync();
    }

    protected override Task RefreshAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => sessions.RunAsync(who, Id, default), "This receipt");
        if (state is not ViewState<SessionDetail>.Shown { Content.Row: var row }) return;

        sessionId = row.Id;
        var series = await readings.SeriesAsync(who, Id, MostReadings, default);
        lines = [.. MeterLine.Of(row, series.IsDone ? series.Value : [])];
    }

    private static string? Notice(SessionRow row) => row switch
    {
        { IsOpen: true } => "The session goes on: this is no receipt yet.",
        { BillState: BillState.Provisional } => "Provisional: the charger may still have something to tell.",
        { BillState: BillState.Held, BookedMinorUnits: > 0 } => "This bill is being checked once more.",
        { BillState: BillState.Held } => "The meter's figures are being checked. Nothing is charged before that is done.",
        _ => null,
    };

    private static string Paid(SessionRow row) => row switch
    {
        { BookedMinorUnits: > 0, Booked: { } booked } => $"Charged to the wallet: {Show.Money(booked)}.",
        { BillState: BillState.Provisional } => "Nothing has been charged yet.",
        { DriverId: null } => "Nobody was charged: the tag belongs to no account.",
        _ => "Nothing was charged.",
    };

    private static string? Moment(DateTimeOffset? at, SessionRow row) => at is { } moment ? ShowTime.Exact(moment, row.TimeZone) : null;

    private static string? ChargedFor(SessionDetail detail) => detail is { ChargedUntil: { } until, Row: { StartedAt: { } from, EndedAt: { } to } }
        ? Show.Elapsed(until - from) + (to - until >= TimeSpan.FromMinutes(1) ? $", then {Show.Elapsed(to - until)} with the plug held" : "")
        : null;

    /// <summary>One reading as the receipt shows it.</summary>
    private sealed record MeterLine(string Words, long? RegisterWh, long? SinceStartWh)
    {
        public static IEnumerable<MeterLine> Of(SessionRow row, IReadOnlyList<LivePoint> points)
        {
            if (row.StartedAt is null) yield break;
            yield return new("At the start", row.MeterStartWh, 0);
            foreach (var point in points.Where(p => p.RegisterWh is not null && p.At > row.StartedAt && (row.EndedAt is null || p.At < row.EndedAt)))
                yield return new(ShowTime.Exact(point.At, row.TimeZone), point.RegisterWh, Since(row, point.RegisterWh));
            if (row.EndedAt is not null) yield return new("At the end", row.MeterStopWh, Since(row, row.MeterStopWh));
        }

        private static long? Since(SessionRow row, long? registerWh) => registerWh - row.MeterStartWh is >= 0 and var taken ? taken : null;
    }
}
