using System.Text.Json.Nodes;
using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Ocpp;
using EvOps.Simulator;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Ocpp;

/// <summary>Readings from the socket to the database (OCPP 1.6 §4.7; ocpp.md, rows M and Q9 to Q13).</summary>
public sealed class MeterValuesTests(OcppHouse house) : IClassFixture<OcppHouse>, IAsyncLifetime
{
    private readonly string identity = OcppHouse.NewIdentity();
    private OcppClient charger = null!;
    private int transaction;

    public async ValueTask InitializeAsync()
    {
        charger = await house.ChargerAsync(identity);
        transaction = await house.StartAsync(charger);
    }

    public ValueTask DisposeAsync() => charger.DisposeAsync();

    [Theory]
    [InlineData("""{"value":"1500"}""", 1500)]
    [InlineData("""{"value":1500}""", 1500)]
    [InlineData("""{"value":"1.5","unit":"kWh"}""", 1500)]
    [InlineData("""{"value":"1500","measurand":"Energy.Active.Import.Register","unit":"Wh","location":"Outlet","context":"Sample.Periodic","format":"Raw"}""", 1500)]
    [InlineData("""{"value":"600","phase":"L1"},{"value":"500","phase":"L2"},{"value":"400","phase":"L3"}""", 1500)]
    [InlineData("""{"value":"1500"},{"value":"600","phase":"L1"},{"value":"500","phase":"L2"},{"value":"400","phase":"L3"}""", 1500)]
    [InlineData("""{"value":"1500"},{"value":"9","phase":"N"}""", 1500)]
    [InlineData("""{"value":"1500","measurand":"Energy.Active.Export.Register"}""", null)]
    [InlineData("""{"value":"1,5","unit":"kWh"}""", null)]
    [InlineData("""{"value":""}""", null)]
    [InlineData("""{"value":"NaN"}""", null)]
    [InlineData("""{"value":"-5"}""", null)]
    public async Task The_register_is_kept_in_watt_hours(string values, int? energyWh)
    {
        await ReadAsync(values);

        Assert.Equal(energyWh, (await OnlyAsync()).EnergyWh);
    }

    [Theory]
    [InlineData("""{"value":"7.2","measurand":"Power.Active.Import","unit":"kW"}""", 7200)]
    [InlineData("""{"value":"7200","measurand":"Power.Active.Import"}""", 7200)]
    [InlineData("""{"value":"2400","measurand":"Power.Active.Import","phase":"L1"},{"value":"2400","measurand":"Power.Active.Import","phase":"L2"},{"value":"2400","measurand":"Power.Active.Import","phase":"L3"}""", 7200)]
    [InlineData("""{"value":"7200","measurand":"Power.Active.Import"},{"value":"2400","measurand":"Power.Active.Import","phase":"L1"}""", 7200)]
    public async Task Power_is_kept_in_watts_and_never_counted_twice(string values, int powerW)
    {
        await ReadAsync(values);

        Assert.Equal(powerW, (await OnlyAsync()).PowerW);
    }

    [Fact]
    public async Task Current_and_voltage_are_kept_by_phase_and_what_has_no_column_as_it_came()
    {
        await ReadAsync("""
            {"value":"16.1","measurand":"Current.Import","phase":"L1","unit":"A"},{"value":"15.9","measurand":"Current.Import","phase":"L2"},
            {"value":"230.5","measurand":"Voltage","phase":"L1-N","unit":"V"},{"value":"42","measurand":"SoC","unit":"Percent"},{"value":"50.01","measurand":"Frequency","unit":"Hz"}
            """);

        var reading = await OnlyAsync();
        Assert.Equal((16_100, 15_900, 230_500, 42), (reading.CurrentL1!.Value, reading.CurrentL2!.Value, reading.VoltageL1!.Value, reading.SocPercent!.Value));
        Assert.Contains("Frequency", reading.Rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_data_is_kept_untouched()
    {
        await OcppHouse.AskRawAsync(charger, $$"""
            [2,"signed","MeterValues",{"connectorId":1,"transactionId":{{transaction}},"meterValue":[{"timestamp":"2026-03-02T09:30:00Z","sampledValue":
             [{"value":"OCMF|{\"a\": 1}|{}","format":"SignedData"},{"value":"1500"}]}]}]
            """);

        var reading = await OnlyAsync();
        Assert.Equal("""[{"value":"OCMF|{\"a\": 1}|{}","format":"SignedData"}]""", reading.Rest);
        Assert.Equal(1500, reading.EnergyWh);
    }

    [Theory]
    [InlineData("2026-03-02T10:30:00+01:00")]
    [InlineData("2026-03-02T09:30:00.000Z")]
    [InlineData("2026-03-02T09:30:00.0000001Z")]
    [InlineData("2026-03-02T11:30:00+02")]
    [InlineData("2026-03-02T09:30:00")]
    public async Task Times_are_understood_in_every_dress(string timestamp)
    {
        await ReadAsync("""{"value":"1500"}""", timestamp);

        var reading = await OnlyAsync();
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero), reading.At, TimeSpan.FromMilliseconds(1));
        var result = house.Host.Get<MessageLog>().Recent(identity, 1)[0].Result!;
        Assert.Equal(timestamp.Length == 19, result.Contains("no zone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2040-01-01T00:00:00Z")]
    public async Task An_absurd_time_is_the_time_of_arrival(string timestamp)
    {
        var from = house.Now;

        await ReadAsync("""{"value":"1500"}""", timestamp);

        Assert.InRange((await OnlyAsync()).At, from, house.Now);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"transactionId\":0,")]
    [InlineData("\"transactionId\":-1,")]
    [InlineData("\"transactionId\":null,")]
    [InlineData("\"transactionId\":\"x\",")]
    public async Task Readings_that_name_no_transaction_belong_to_the_session_at_their_connector(string field)
    {
        await SendAsync(1, field, """{"value":"1500"}""");

        Assert.Equal(1500, (await OnlyAsync()).EnergyWh);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("999999")]
    public async Task Readings_of_an_unknown_transaction_are_answered_and_kept_without_a_session(string named)
    {
        await SendAsync(1, $"\"transactionId\":{named},", """{"value":"77777"}""");

        Assert.Empty(await house.ReadingsAsync(transaction));
        Assert.Equal(77777, (await StrayAsync()).Single().EnergyWh);
    }

    [Theory]
    [InlineData(0, """{"value":"77777"}""")]
    [InlineData(1, """{"value":"77777","context":"Sample.Clock"}""")]
    public async Task The_main_meter_is_never_billed_to_a_session(int connector, string value)
    {
        await SendAsync(connector, $"\"transactionId\":{transaction},", value);

        Assert.Empty(await house.ReadingsAsync(transaction));
        Assert.Single(await StrayAsync());
        await StopAsync(2000);
        Assert.Equal(1000, (await house.SessionAsync(transaction)).EnergyWh);
    }

    [Fact]
    public async Task Readings_after_the_stop_are_kept_with_their_session_and_bill_nothing()
    {
        await StopAsync(2000);

        await ReadAsync("""{"value":"5000"}""");

        Assert.Equal(5000, (await OnlyAsync()).EnergyWh);
        Assert.Equal(1000, (await house.SessionAsync(transaction)).EnergyWh);
    }

    [Fact]
    public async Task A_register_that_counts_per_session_is_held_for_review_and_not_billed()
    {
        await ReadAsync("""{"value":"10"}""");
        await ReadAsync("""{"value":"20"}""", OcppHouse.Iso(house.Now + TimeSpan.FromSeconds(1)));
        await StopAsync(20);

        var session = await house.SessionAsync(transaction);
        Assert.Null(session.EnergyWh);
        Assert.Contains("below the first", session.ReviewReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_register_in_kWh_that_says_Wh_is_far_behind_its_own_power_and_held_for_review(bool restarts)
    {
        await using var own = await OcppHouse.OpenAsync("Ocpp:IdleSeconds=86400");
        var client = await own.ChargerAsync(identity);
        var session = await own.StartAsync(client, meterStart: 1000);
        for (var minute = 0; minute <= 60; minute += 5)
        {
            var register = 1000 + (minute * 7 / 60);
            await client.CallAsync("MeterValues", JsonNode.Parse($$"""
                {"connectorId":1,"transactionId":{{session}},"meterValue":[{"timestamp":"{{OcppHouse.Iso(own.Now)}}","sampledValue":[
                 {"value":"{{register}}","unit":"Wh"},{"value":"7000","measurand":"Power.Active.Import","unit":"W"}]}]}
                """));
            own.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        if (restarts)
        {
            await own.Host.StopAsync();
            await own.Host.StartAgainAsync();
            await client.DisposeAsync();
            client = await own.ChargerAsync(identity);
        }

        await client.CallAsync("StopTransaction", new JsonObject { ["transactionId"] = session, ["meterStop"] = 1007, ["timestamp"] = OcppHouse.Iso(own.Now) });

        var held = await own.SessionAsync(session);
        Assert.Null(held.EnergyWh);
        Assert.Contains("it may count in kWh", held.ReviewReason, StringComparison.Ordinal);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_car_that_hardly_charged_is_no_reason_to_doubt_the_meter()
    {
        await ReadAsync("""{"value":"1000"},{"value":"7000","measurand":"Power.Active.Import"}""");
        await ReadAsync("""{"value":"1003"},{"value":"0","measurand":"Power.Active.Import"}""", OcppHouse.Iso(house.Now + TimeSpan.FromHours(9)));
        await StopAsync(1003);

        Assert.Equal(3, (await house.SessionAsync(transaction)).EnergyWh);
    }

    [Fact]
    public async Task Many_moments_in_one_message_are_as_many_readings_and_nothing_odd_is_lost()
    {
        await charger.CallAsync("MeterValues", JsonNode.Parse($$"""
            {"connectorId":1,"transactionId":{{transaction}},"meterValue":[
             {"timestamp":"2026-03-02T09:30:01Z","sampledValue":[{"value":"1100","context":"Transaction.Begin"}]},
             5,
             {"timestamp":"2026-03-02T09:30:02Z","sampledValue":{"value":"1200","context":"Bad.Context"} },
             {"sampledValue":[]}]}
            """));

        var readings = await house.ReadingsAsync(transaction);
        Assert.Equal([1100, 1200], readings.Where(r => r.EnergyWh is not null).Select(r => r.EnergyWh!.Value));
        Assert.Equal(3, readings.Count);
        Assert.Equal(SampleContext.TransactionBegin, readings.Single(r => r.EnergyWh == 1100).Context);
    }

    private Task ReadAsync(string values, string? timestamp = null) => SendAsync(1, $"\"transactionId\":{transaction},", values, timestamp);

    private async Task SendAsync(int connector, string transactionField, string values, string? timestamp = null) =>
        Assert.Empty(await charger.CallAsync("MeterValues", JsonNode.Parse(
            $$"""
            {"connectorId":{{connector}},{{transactionField}}"meterValue":[{"timestamp":"{{timestamp ?? OcppHouse.Iso(house.Now)}}","sampledValue":[{{values}}]}]}
            """)));

    private Task<JsonObject> StopAsync(long register) => charger.CallAsync("StopTransaction", new JsonObject
    {
        ["transactionId"] = transaction,
        ["meterStop"] = register,
        ["timestamp"] = OcppHouse.Iso(house.Now + TimeSpan.FromHours(1)),
    });

    private async Task<MeterReading> OnlyAsync() => Assert.Single(await house.ReadingsAsync(transaction));

    private async Task<List<MeterReading>> StrayAsync()
    {
        var id = (await house.ChargePointAsync(identity)).Id;
        await using var db = house.Host.OpenDb();
        return await db.Set<MeterReading>().Where(r => r.ChargePointId == id).ToListAsync();
    }
}
