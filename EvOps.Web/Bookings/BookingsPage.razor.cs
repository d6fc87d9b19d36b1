using System.Globalization;
using EvOps.Domain.Bookings;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Radzen;

namespace EvOps.Web.Bookings;

/// <summary>A day or a week of a station: each plug a lane, each booking a block that can be dragged, each empty place one to draw on.</summary>
public sealed partial class BookingsPage(
    ListStations allStations, ListBookings list, CurrentActor actor, UrlState url, DialogService dialogs, IJSRuntime js)
{
    private const string Week = "week";
    private const int MostStations = 500, MostBookings = 1000;

    private IReadOnlyList<StationRow> stations = [];
    private IReadOnlyList<BookingRow> bookings = [];
    private StationRow? station;
    private BookingPlan? plan;
    private bool mayChange;
    private string? wired;
    private Guid? opened;
    private BookingRow? toOpen;
    private ElementReference lanes;
    private DotNetObjectReference<BookingsPage>? self;
    private IJSObjectReference? module;

    private UrlState Url => url;

    protected override void OnInitialized()
    {
        Listen<BookingChanged>();
        Listen<ConnectorChanged>();
        FollowAddress();
    }

    protected override async Task OnInitializedAsync()
    {
        var who = await actor.GetAsync();
        mayChange = who.May(Permission.ControlSessions);
        if (await allStations.RunAsync(who, null, MostStations, 0, default) is { IsDone: true } found) stations = found.Value.Items;
        await RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        var who = await actor.GetAsync();
        // From a refund, or a search: its day, and it.
        var named = url.Id("booking") is { } bookingId && await list.FindAsync(who, bookingId, default) is { IsDone: true, Value: var row } ? row : null;
        var wanted = url.Id("station") ?? named?.StationId ?? (stations.FirstOrDefault(s => s.Connectors.Any()) ?? (stations.Count > 0 ? stations[0] : null))?.Id;
        station = wanted is { } id && await allStations.FindAsync(who, id, default) is { IsDone: true } one ? one.Value : null;
        if (station is null) return;

        var zone = station.Description.TimeZone;
        var day = DateOnly.TryParseExact(url.Text("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var chosen) ? chosen : BookingPlan.Today(named?.StartAt ?? Time.GetUtcNow(), zone);
        plan = new BookingPlan(day, url.Text("view") == Week, zone);
        var filter = new BookingFilter(
            [BookingState.Pending, BookingState.Confirmed, BookingState.Active, BookingState.Completed, BookingState.NoShow], station.Id, From: plan.From, To: plan.To, IsUpcoming: true);
        if (await list.RunAsync(who, filter, MostBookings, 0, default) is { IsDone: true } found) bookings = found.Value.Items;
        if (named is not null && named.Id != opened) (opened, toOpen) = (named.Id, named);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (toOpen is { } named)
        {
            toOpen = null;
            _ = OpenAsync(named);
        }

        // A station without plugs has no lanes, and those that come after it are others.
        if (!mayChange || lanes.Context is null || lanes.Id is null || lanes.Id == wired) return;
        wired = lanes.Id;
        self ??= DotNetObjectReference.Create(this);
        module ??= await js.InvokeAsync<IJSObjectReference>("import", "./timeline.js");
        await module.InvokeVoidAsync("wire", lanes, self);
    }

    /// <summary>A block was let go at another place; shares are of the width.</summary>
    [JSInvokable]
    public async Task MovedAsync(Guid bookingId, Guid connectorId, double share)
    {
        if (bookings.FirstOrDefault(b => b.Id == bookingId) is not { } booking || plan is null) return;

        var start = plan.At(share);
        if (start == booking.StartAt && connectorId == booking.ConnectorId) return;
        await dialogs.OpenAsync<BookingDialog>(
            $"Move the booking of {booking.DriverName ?? "a driver"}",
            new() { [nameof(BookingDialog.Booking)] = booking, [nameof(BookingDialog.Station)] = station, [nameof(BookingDialog.Connector)] = connectorId, [nameof(BookingDialog.Start)] = start }, ShapeOf(booking));
    }

    /// <summary>Something was drawn on an empty place.</summary>
    [JSInvokable]
    public Task DrawnAsync(Guid connectorId, double from, double to) =>
        plan is null ? Task.CompletedTask : NewAsync(connectorId, plan.At(Math.Min(from, to)), plan.At(Math.Max(from, to)));

    public async ValueTask DisposeAsync()
    {
        Dispose();
        self?.Dispose();
        try
        {
            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and with it what was to be disposed there.
        }
    }

    private string Shown => plan is not { } drawn ? "" : drawn.IsWeek ? $"{drawn.First:d MMMM} to {drawn.First.AddDays(drawn.Days - 1):d MMMM yyyy}" : $"{drawn.Day:d MMMM yyyy}";

    private static DialogOptions Shape => new() { Width = "min(560px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    // What calls a booking off must not be what the next key presses.
    private static DialogOptions ShapeOf(BookingRow booking) => new() { Width = Shape.Width, CloseDialogOnEsc = true, AutoFocusFirstElement = booking.Trouble is null };

    private async Task NewAsync(Guid? connector, DateTimeOffset? from, DateTimeOffset? to) => await dialogs.OpenAsync<NewBookingDialog>(
        "New booking",
        new() { [nameof(NewBookingDialog.Station)] = station, [nameof(NewBookingDialog.Connector)] = connector, [nameof(NewBookingDialog.From)] = from ?? plan!.From.AddHours(12), [nameof(NewBookingDialog.To)] = to ?? plan!.From.AddHours(13) }, Shape);

    private async Task OpenAsync(BookingRow booking) => await dialogs.OpenAsync<BookingDialog>(
        $"Booking of {booking.DriverName ?? "a driver"}", new() { [nameof(BookingDialog.Booking)] = booking, [nameof(BookingDialog.Station)] = station }, ShapeOf(booking));

    private string Word(int turns) => plan?.Day.AddDays(turns * plan.Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Hours(BookingRow b) => $"{ShowTime.In(b.StartAt, b.TimeZone):HH:mm}–{ShowTime.In(b.EndAt, b.TimeZone):HH:mm}";

    private string Title(BookingRow b) => $"{b.DriverName ?? "Booked"}, {Hours(b)}{(plan is { IsWeek: true } ? $", {ShowTime.In(b.StartAt, b.TimeZone):ddd d MMM}" : "")}, {Status.Of(b.State).Word.ToLowerInvariant()}{(b.Trouble is { } why ? $": {why}" : "")}";

    private static string ToneOf(BookingRow b) => b.State switch
    {
        BookingState.Confirmed when b.Trouble is not null => "tone-red",
        BookingState.Pending or BookingState.NoShow => "tone-amber",
        BookingState.Confirmed => "tone-violet",
        BookingState.Active => "tone-blue",
        BookingState.Completed or BookingState.Cancelled => "tone-grey",
    };
}
