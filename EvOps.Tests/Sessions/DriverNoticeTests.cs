using EvOps.Domain.Tariffs;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Sessions;
using EvOps.Tests.Alerts;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Sessions;

/// <summary>A driver is told what became of his session, once, in words that say what it costs; the timeline says what he was told.</summary>
public sealed class DriverNoticeTests
{
    [Fact]
    public async Task Somebody_closed_it()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();

        var begun = await house.ClosedAsync(charger);

        Assert.Equal(
            ("SESSION_ENDED", "Your session at Harbour was ended by the operator at 10.345 kWh. You pay € 4.14. If the charger reports a later reading the bill is corrected."),
            await house.OnlyToldAsync(begun.TransactionId));
        Assert.Equal("Your session at Harbour was ended", (await house.ToldAsync())[0].Text("title"));
    }

    [Fact]
    public async Task The_sweeper_closed_it()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);

        await house.Get<CloseSession>().RunAsync((await house.SessionRowAsync(begun.TransactionId)).Id, "The sweeper", "found nothing else that helped", default);

        Assert.Equal(
            ("SESSION_ENDED", "Your session at Harbour was ended by the operator at 0.000 kWh. There is nothing to pay. If the charger reports a later reading the bill is corrected."),
            await house.OnlyToldAsync(begun.TransactionId));
    }

    [Fact]
    public async Task A_driver_who_freed_the_plug_himself_is_not_told_that_the_operator_did()
    {
        await using var house = await ChargingHouse.OpenAsync("StuckSessions:DriversMayUnlock=true");
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        await charger.ReadAsync(begun.TransactionId, 1000);

        var freed = await house.Host.Client(Role.Driver).PostApiAsync("/api/ChargingSession/unlock-connector", new { chargingStationId = house.Station.Id, connectorId = 1 });

        Assert.True(freed.Success, freed.Body.GetRawText());
        Assert.StartsWith("Your session at Harbour was ended by you at 0.000 kWh.", (await house.OnlyToldAsync(begun.TransactionId)).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meter_that_cannot_be_believed_is_being_checked()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: -1, at: house.Now.AddMinutes(-30));
        await charger.ReadAsync(begun.TransactionId, 5_000);

        await house.UnlockAsync();

        Assert.Equal("HELD", (await house.SessionAsync(begun.TransactionId)).Text("billStatus"));
        Assert.Equal(
            ("SESSION_ENDED", "Your session at Harbour was ended by the operator. The meter's figures are being checked; you are not charged before that is done."),
            await house.OnlyToldAsync(begun.TransactionId));
    }

    [Theory]
    [InlineData(12_000, "11.000 kWh. You pay € 4.40, € 0.26 more than before.")]
    [InlineData(11_346, null, false)]
    [InlineData(11_345, null, false)]
    public async Task The_charger_s_late_word_changed_the_bill(long meterStop, string? words, bool isTold = true)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await house.ClosedAsync(charger);

        for (var i = 0; i < 2; i++) await charger.StopAsync(begun.TransactionId, meterStop);

        var told = await house.ToldAsync();
        Assert.Equal(isTold ? 2 : 1, told.Length);
        if (isTold) Assert.Equal(("BILL_CORRECTED", $"The charger has reported its last reading of your session at Harbour: {words}"), (told[0].Text("kind"), told[0].Text("message")));
    }

    [Fact]
    public async Task The_charger_s_late_word_changed_the_bill_for_the_better()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TariffAsync(new TariffTerms { Currency = "EUR", PerKwh = 0.40m, PerMinute = 0.10m });
        await using var charger = await house.ChargerAsync();
        var begun = await house.ClosedAsync(charger);

        // Its car left ten minutes before the last reading that we had.
        await charger.StopAsync(begun.TransactionId, 11_345, at: house.Now.AddMinutes(-10));

        var told = await house.ToldAsync();
        Assert.Equal(2, told.Length);
        Assert.Equal(
            ("BILL_CORRECTED", "The charger has reported its last reading of your session at Harbour: 10.345 kWh. You pay € 6.14, € 1.00 less than before."),
            (told[0].Text("kind"), told[0].Text("message")));
        Assert.Equal(-614, await house.BalanceAsync());
    }

    [Fact]
    public async Task Somebody_decided_about_the_bill()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000, at: house.Now.AddMinutes(-30));
        await charger.StopAsync(begun.TransactionId, 11_000);
        Assert.Empty(await house.ToldAsync());

        await DecideAsync(house, begun, new BillReview(BillDecision.Correct, 5_000, "The meter ran fast."));
        await DecideAsync(house, begun, new BillReview(BillDecision.Correct, 6_000, "Not as fast as that."));
        await DecideAsync(house, begun, new BillReview(BillDecision.Waive, null, "A good customer."));

        Assert.Equal(
            [
                ("FEE_WAIVED", "The fee of your session at Harbour was waived. There is nothing to pay. € 2.40 are back in your wallet."),
                ("BILL_DECIDED", "The bill of your session at Harbour was corrected to 6.000 kWh. You pay € 2.40. € 0.40 were taken from your wallet."),
                ("BILL_DECIDED", "The bill of your session at Harbour was corrected to 5.000 kWh. You pay € 2.00. € 2.00 are back in your wallet."),
            ],
            (await house.ToldAsync()).Select(n => (n.Text("kind")!, n.Text("message")!)));
        Assert.Equal("A good customer.", (await house.SessionAsync(begun.TransactionId)).Text("waiveReason"));
    }

    [Fact]
    public async Task Somebody_accepted_what_was_held()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1_000_000, at: house.Now.AddMinutes(-30));
        await charger.StopAsync(begun.TransactionId, 5_000);

        await DecideAsync(house, begun, new BillReview(BillDecision.Accept, null, null));

        Assert.Equal(
            ("BILL_DECIDED", "The bill of your session at Harbour was checked: 5.000 kWh. You pay € 2.00. € 2.00 were taken from your wallet."),
            await house.OnlyToldAsync(begun.TransactionId));
    }

    [Fact]
    public async Task Two_who_waive_at_once_tell_it_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000, at: house.Now.AddMinutes(-30));
        await charger.StopAsync(begun.TransactionId, 11_000);

        var support = house.Host.ActorOf(Role.Support);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            house.Get<ReviewBill>().RunAsync(support, $"{begun.TransactionId}", new BillReview(BillDecision.Waive, null, "x"), default))));

        Assert.Equal("FEE_WAIVED", (await house.OnlyToldAsync(begun.TransactionId)).Kind);
    }

    [Fact]
    public async Task Eight_who_close_it_at_once_tell_it_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        var id = (await house.SessionRowAsync(begun.TransactionId)).Id;

        var closed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => house.Get<CloseSession>().RunAsync(id, $"Operator {i}", "freed connector 1", default))));

        Assert.Single(closed, one => one is not null);
        await house.OnlyToldAsync(begun.TransactionId);
    }

    [Fact]
    public async Task A_start_that_never_came_costs_nothing()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var pending = await house.StartedAsync();
        await house.UntilAgreedAsync(pending);
        house.Clock.Advance(TimeSpan.FromMinutes(4));

        for (var i = 0; i < 2; i++) await house.Get<EndOverdueStarts>().RunAsync(default);
        await house.UntilAsync(pending, "FAILED");

        Assert.Equal(
            ("START_CALLED_OFF", "Your session at Harbour did not begin: no car charged within 3 min, so the plug was given back. There is nothing to pay."),
            await house.OnlyToldAsync(pending));
    }

    [Fact]
    public async Task A_start_that_was_waited_for_is_called_off_when_the_plug_is_freed()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var pending = await house.StartedAsync();
        await house.UntilAgreedAsync(pending);

        await house.UnlockAsync();

        Assert.Equal(
            ("START_CALLED_OFF", "Your start at Harbour was called off by the operator, before your car charged. There is nothing to pay."),
            await house.OnlyToldAsync(pending));
    }

    [Fact]
    public async Task Where_nobody_is_known_to_drive_nobody_is_told()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await house.TagAsync("NOBODY-S");
        await using var charger = await house.ChargerAsync();

        var begun = await house.ClosedAsync(charger, "NOBODY-S");

        Assert.Empty(await house.Host.NoticesAsync());
        Assert.DoesNotContain("Told", (await house.SessionAsync(begun.TransactionId)).Kinds());
    }

    [Fact]
    public async Task An_ordinary_end_is_no_news()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000, at: house.Now.AddMinutes(-30));

        await charger.StopAsync(begun.TransactionId, 11_000);

        Assert.Equal("SETTLED", (await house.SessionAsync(begun.TransactionId)).Text("billStatus"));
        Assert.Empty(await house.ToldAsync());
    }

    [Fact]
    public async Task What_cannot_be_saved_is_not_told()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        var row = await house.SessionRowAsync(begun.TransactionId);
        // What only a fault could have left behind: the key is taken, and the save fails whole.
        await using (var db = house.Host.OpenDb())
        {
            await db.Database.ExecuteSqlRawAsync("CREATE TRIGGER refuse BEFORE INSERT ON Notices BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        }

        await Assert.ThrowsAsync<DbUpdateException>(() => house.Get<CloseSession>().RunAsync(row.Id, "Operator", "freed connector 1", default));
        Assert.Equal(("CHARGING", 0L), ((await house.SessionAsync(begun.TransactionId)).Text("status"), await house.BalanceAsync()));
        await using (var db = house.Host.OpenDb()) await db.Database.ExecuteSqlRawAsync("DROP TRIGGER refuse");
        Assert.NotNull(await house.Get<CloseSession>().RunAsync(row.Id, "Operator", "freed connector 1", default));

        await house.OnlyToldAsync(begun.TransactionId);
    }

    [Fact]
    public async Task The_driver_gets_it_by_mail_with_a_link_to_his_session()
    {
        await using var server = new MailServer();
        await using var house = await ChargingHouse.OpenAsync([.. server.Settings, "Mail:PublicUrl=https://charge.test"]);
        await using var charger = await house.ChargerAsync();

        var begun = await house.ClosedAsync(charger);

        await HostChargers.UntilAsync(async () =>
        {
            await house.Host.SendMailsAsync();
            return server.Received.Count > 0;
        });
        var (mail, session) = (Assert.Single(server.Received), await house.SessionRowAsync(begun.TransactionId));
        Assert.Equal((EvOpsHost.EmailOf(Role.Driver), "Your session at Harbour was ended"), (Assert.Single(mail.Recipients), mail["Subject"]));
        Assert.Contains("You pay € 4.14.", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"https://charge.test/drive/sessions/{session.Id}", mail.Text, StringComparison.Ordinal);
    }

    private static async Task DecideAsync(ChargingHouse house, Begun begun, BillReview review)
    {
        var decided = await house.Get<ReviewBill>().RunAsync(house.Host.ActorOf(Role.Support), $"{begun.TransactionId}", review, default);
        Assert.True(decided.IsDone, decided.Refusal?.Message);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
    }
}
