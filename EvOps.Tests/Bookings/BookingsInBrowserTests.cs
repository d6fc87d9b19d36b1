using System.Globalization;
using System.Text.RegularExpressions;
using EvOps.Domain.Bookings;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Bookings;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EvOps.Tests.Bookings;

/// <summary>The plan of a day and of a week, moved and drawn on with the mouse.</summary>
public sealed class BookingsInBrowserTests(BrowserFixture browser, NpmFixture npm)
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public async Task A_booking_is_dragged_to_another_plug_and_another_day_and_a_new_one_is_drawn()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "CP-1", connectors: 2);
        var (day, driver) = (Day(), host.Client(Role.Driver));
        var noon = new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), Berlin.GetUtcOffset(day.ToDateTime(new TimeOnly(12, 0)))).ToUniversalTime();
        var held = await driver.PostApiAsync("/v1/bookings/holds", new { stationId = station.Id, connectorId = "1", startTs = noon, endTs = noon.AddHours(1) });
        await driver.PostApiAsync("/v1/bookings/confirm", new { holdToken = held.Data.Text("token"), paymentId = "PAY-1" });
        var page = await browser.OpenPageAsync(host, Role.Operator, new() { BypassCSP = true });
        await page.GotoAsync($"/bookings?station={station.Id}&day={day:yyyy-MM-dd}");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        var (block, lanes) = (page.Locator(".block"), page.Locator(".hours[data-connector]"));
        await Expect(block).ToHaveAttributeAsync("title", new Regex("12:00–13:00"));
        var width = (await lanes.First.BoundingBoxAsync())!.Width;

        await DragAsync(page, block, width * 2 / 24, (await lanes.Nth(1).BoundingBoxAsync())!.Y - (await lanes.First.BoundingBoxAsync())!.Y);
        await MoveItAsync(page);
        await Expect(lanes.Nth(1).Locator(".block")).ToHaveAttributeAsync("title", new Regex("14:00–15:00"));

        await page.Locator(".segments").GetByText("Week", new() { Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("view=week"));
        await Expect(page.Locator(".head i")).ToHaveCountAsync(7);
        await Expect(block).ToHaveAttributeAsync("title", new Regex("14:00–15:00, " + day.ToString("ddd d MMM", CultureInfo.InvariantCulture)));
        await DragAsync(page, block, (await lanes.First.BoundingBoxAsync())!.Width / 7, 0);
        await MoveItAsync(page);
        await Expect(block).ToHaveAttributeAsync("title", new Regex("14:00–15:00, " + day.AddDays(1).ToString("ddd d MMM", CultureInfo.InvariantCulture)));
        Assert.Equal(noon.AddHours(26), (await driver.GetApiAsync("/v1/bookings")).Data.GetProperty("items")[0].GetProperty("startTs").GetDateTimeOffset());
        Assert.Empty(await page.ViolationsAsync(npm, $"/bookings?station={station.Id}&day={day:yyyy-MM-dd}&view=week"));

        await page.Locator(".segments").GetByText("Day", new() { Exact = true }).ClickAsync();
        await page.GetByText("Nobody has booked anything on this day.").WaitForAsync();
        var lane = (await lanes.First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(lane.X + (width * 6 / 24), lane.Y + 20);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(lane.X + (width * 8 / 24), lane.Y + 20, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Expect(page.Locator("#new-start")).ToHaveValueAsync(new Regex($"^{day:yyyy-MM-dd}T06:00"));
        await Expect(page.Locator("#new-end")).ToHaveValueAsync(new Regex($"^{day:yyyy-MM-dd}T08:00"));
    }

    [Fact]
    public async Task Who_makes_a_booking_sees_what_is_in_its_way_before_he_books()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "CP-1");
        var day = Day();
        var noon = new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), OffsetOf(day)).ToUniversalTime();
        await BookAsync(host, station, noon);
        var page = await browser.OpenPageAsync(host, Role.Operator, new() { BypassCSP = true });
        await page.GotoAsync($"/bookings?station={station.Id}&day={day:yyyy-MM-dd}");
        await page.Locator("html[data-circuit=live]").WaitForAsync();

        // Twelve to one, as the button proposes, is what somebody has.
        await page.GetByRole(AriaRole.Button, new() { Name = "New booking" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("Somebody else has this time already.").WaitForAsync();
        await dialog.GetByText("driver has it").WaitForAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Book it" })).ToBeDisabledAsync();

        await dialog.Locator("#new-end").FillAsync($"{day:yyyy-MM-dd}T15:00");
        await dialog.Locator("#new-start").FillAsync($"{day:yyyy-MM-dd}T14:00");
        await dialog.Locator("#new-driver").FillAsync(EvOpsHost.EmailOf(Role.Driver));
        await dialog.GetByText("This time is free. The driver is told of the booking.").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book it" }).ClickAsync();
        await Expect(page.Locator(".block")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Lanes_that_come_back_after_a_station_without_plugs_can_be_drawn_on_again()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await host.AddStationAsync();
        await host.AddChargePointAsync(station, "CP-1");
        var empty = await host.AddStationAsync("Meadow");
        var (day, page) = (Day(), await browser.OpenPageAsync(host, Role.Operator, new() { BypassCSP = true }));
        await page.GotoAsync($"/bookings?station={station.Id}&day={day:yyyy-MM-dd}");
        await page.Locator("html[data-circuit=live]").WaitForAsync();
        await page.Locator(".hours[data-connector]").WaitForAsync();

        await page.GetByLabel("Station").SelectOptionAsync($"{empty.Id}");
        await page.GetByText("This station has no plugs yet.").WaitForAsync();
        await page.GetByLabel("Station").SelectOptionAsync($"{station.Id}");
        var lane = (await page.Locator(".hours[data-connector]").BoundingBoxAsync())!;
        await HostChargers.UntilAsync(async () =>
        {
            await page.Mouse.MoveAsync(lane.X + (lane.Width * 6 / 24), lane.Y + 20);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(lane.X + (lane.Width * 8 / 24), lane.Y + 20, new() { Steps = 5 });
            await page.Mouse.UpAsync();
            return await page.Locator("#new-start").CountAsync() > 0;
        });
        await Expect(page.Locator("#new-start")).ToHaveValueAsync(new Regex($"^{day:yyyy-MM-dd}T06:00"));
    }

    [Fact]
    public async Task A_booking_of_the_first_of_two_like_hours_is_opened_as_it_is()
    {
        await using var host = await EvOpsHost.StartAsync();
        var station = await host.AddStationAsync();
        var charger = await host.AddChargePointAsync(station, "CP-1");
        var day = DateOnly.FromDateTime(DateTime.UtcNow);
        while (!Berlin.IsAmbiguousTime(day.ToDateTime(new TimeOnly(2, 30)))) day = day.AddDays(1);
        var first = new DateTimeOffset(day.ToDateTime(new TimeOnly(2, 30)), TimeSpan.FromHours(2)).ToUniversalTime();
        var now = DateTimeOffset.UtcNow;
        var booking = Booking.For(
            Guid.NewGuid(), "token", host.PersonOf(Role.Driver).PersonId, charger.Connectors[0], station, new(first, first.AddMinutes(30)), 1, Domain.Common.Money.Zero("EUR"), "test", now);
        await using (var db = host.OpenDb())
        {
            db.Bookings.Add(booking);
            await db.SaveChangesAsync();
        }

        var page = await browser.OpenPageAsync(host, Role.Operator, new() { BypassCSP = true });
        await page.GotoAsync($"/bookings?booking={booking.Id}");
        var move = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Move it" });
        await Expect(move).ToBeDisabledAsync();

        // The end moves, the beginning stays where it is.
        await page.Locator("#move-end").FillAsync($"{day:yyyy-MM-dd}T03:30");
        await page.GetByText("This time is free. The driver is told of the move.").WaitForAsync();
        await move.ClickAsync();
        await HostChargers.UntilAsync(async () => await BookedAsync() == (first, first.AddHours(2)));

        async Task<(DateTimeOffset, DateTimeOffset)> BookedAsync()
        {
            var shown = (await host.Client(Role.Operator).GetApiAsync($"/v1/bookings/{booking.Id}")).Data;
            return (shown.GetProperty("startTs").GetDateTimeOffset(), shown.GetProperty("endTs").GetDateTimeOffset());
        }
    }

    private static async Task BookAsync(EvOpsHost host, Domain.Stations.Station station, DateTimeOffset from)
    {
        var driver = host.Client(Role.Driver);
        var held = await driver.PostApiAsync("/v1/bookings/holds", new { stationId = station.Id, connectorId = "1", startTs = from, endTs = from.AddHours(1) });
        Assert.True((await driver.PostApiAsync("/v1/bookings/confirm", new { holdToken = held.Data.Text("token"), paymentId = "PAY-1" })).Success);
    }

    private static async Task DragAsync(IPage page, ILocator block, float right, float down)
    {
        var at = (await block.BoundingBoxAsync())!;
        var (x, y) = (at.X + (at.Width / 2), at.Y + (at.Height / 2));
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + right, y + down, new() { Steps = 8 });
        await page.Mouse.UpAsync();
    }

    private static async Task MoveItAsync(IPage page)
    {
        await page.GetByText("This time is free. The driver is told of the move.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move it" }).ClickAsync();
    }

    // Soon, 24 hours long like the next, and not the last of its week.
    private static DateOnly Day()
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, Berlin).DateTime).AddDays(1);
        while (day.DayOfWeek == DayOfWeek.Sunday || OffsetOf(day) != OffsetOf(day.AddDays(2))) day = day.AddDays(1);
        return day;
    }

    private static TimeSpan OffsetOf(DateOnly day) => Berlin.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue));
}
