using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Tests.Ocpp;

public sealed class MeterSampleTests
{
    [Fact]
    public void A_value_alone_is_the_energy_register_in_watt_hours()
    {
        var sample = Payload.Sample("""{"value":"1234"}""");

        Assert.Equal(1234, sample.EnergyWh);
        Assert.Equal(SampleContext.Periodic, sample.Context);
        Assert.False(sample.IsMainMeter);
        Assert.Null(sample.Rest);
        Assert.Null(sample.SignedData);
        Assert.Empty(sample.Notes);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 59, 0, TimeSpan.Zero), sample.At);
    }

    [Fact]
    public void All_columns_are_filled_in_whole_units()
    {
        var sample = Payload.Sample("""
            {"value":"12.3456","unit":"kWh","measurand":"Energy.Active.Import.Register"},
            {"value":"7.2","unit":"kW","measurand":"Power.Active.Import","location":"Outlet"},
            {"value":"31.4","unit":"A","measurand":"Current.Import"},
            {"value":"229.85","unit":"V","measurand":"Voltage"},
            {"value":"56","unit":"Percent","measurand":"SoC","location":"EV"},
            {"value":"41.25","unit":"Celcius","measurand":"Temperature","location":"Body"}
            """);

        Assert.Equal(12_346, sample.EnergyWh);
        Assert.Equal(7_200, sample.PowerW);
        Assert.Equal(31_400, sample.CurrentMilliamps.Whole);
        Assert.Equal(229_850, sample.VoltageMillivolts.Whole);
        Assert.Equal(56, sample.SocPercent);
        Assert.Equal(413, sample.TemperatureDeciCelsius);
        Assert.Null(sample.Rest);
        Assert.Empty(sample.Notes);
    }

    [Theory]
    [InlineData("1234.5", 1235)]
    [InlineData("\"1234.4999\"", 1234)]
    [InlineData("\" +1234 \"", 1234)]
    [InlineData("\"1.234e3\"", 1234)]
    [InlineData("1234", 1234)]
    [InlineData("\"0001234.\"", 1234)]
    [InlineData("\"1234.0000000000000000000000001\"", 1234)]
    public void A_number_is_read_in_every_dress(string value, long expected) =>
        Assert.Equal(expected, Payload.Sample($$"""{"value":{{value}}}""").EnergyWh);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"1,5\"")]
    [InlineData("\"0x10\"")]
    [InlineData("\"--5\"")]
    [InlineData("\".\"")]
    [InlineData("\"-5\"")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("1e300")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void What_is_no_register_is_left_out_and_kept_as_evidence(string value)
    {
        var sample = Payload.Sample($$"""{"value":{{value}}},{"value":"7","measurand":"SoC"}""");

        Assert.Null(sample.EnergyWh);
        Assert.Equal(7, sample.SocPercent);
        Assert.StartsWith("Energy: ", Assert.Single(sample.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_and_power_of_three_phases_are_added_up()
    {
        var sample = Payload.Sample("""
            {"value":"100","phase":"L1"},{"value":"200","phase":"L2"},{"value":"300","phase":"L3-N"},
            {"value":"1","unit":"kW","phase":"L1","measurand":"Power.Active.Import"},
            {"value":"2000","phase":"L2","measurand":"Power.Active.Import"}
            """);

        Assert.Equal(600, sample.EnergyWh);
        Assert.Equal(3000, sample.PowerW);
    }

    [Theory]
    [InlineData("""{"value":"600"},{"value":"100","phase":"L1"},{"value":"200","phase":"L2"}""")]
    [InlineData("""{"value":"100","phase":"L1"},{"value":"200","phase":"L2"},{"value":"600"}""")]
    public void A_total_beats_its_phases_in_either_order(string values) => Assert.Equal(600, Payload.Sample(values).EnergyWh);

    [Fact]
    public void Energy_on_neutral_is_kept_aside_and_adds_nothing()
    {
        var sample = Payload.Sample("""{"value":"100","phase":"L1"},{"value":"5","phase":"N"}""");

        Assert.Equal(100, sample.EnergyWh);
        Assert.Equal("""[{"value":"5","phase":"N"}]""", sample.Rest);
    }

    [Fact]
    public void Currents_stay_per_phase()
    {
        var current = Payload.Sample("""
            {"value":"10","phase":"L1","measurand":"Current.Import"},{"value":"16.5","phase":"L2","measurand":"Current.Import"},
            {"value":"12","phase":"L3","measurand":"Current.Import"},{"value":"20","phase":"N","measurand":"Current.Import"}
            """).CurrentMilliamps;

        Assert.Equal(new PhaseValues(null, 10_000, 16_500, 12_000, 20_000), current);
        Assert.Equal(16_500, current.Highest);
    }

    [Fact]
    public void The_larger_of_two_registers_of_one_moment_is_kept()
    {
        var sample = Payload.Sample("""{"value":"900","context":"Transaction.End"},{"value":"100","context":"Transaction.Begin"}""");

        Assert.Equal(900, sample.EnergyWh);
        Assert.Single(sample.Notes);
    }

    [Theory]
    [InlineData("""{"value":"7200","measurand":"Power.Active.Import"}""")]
    [InlineData("""{"value":"7200","measurand":"Power.Active.Import","unit":"Wh"}""")]
    [InlineData("""{"value":7.2,"measurand":"Power.Active.Import","unit":"kW"}""")]
    public void Power_without_a_unit_is_in_watts(string value) => Assert.Equal(7200, Payload.Sample(value).PowerW);

    [Theory]
    [InlineData("Celsius", "25", 250)]
    [InlineData("Celcius", "25.5", 255)]
    [InlineData("K", "298.15", 250)]
    [InlineData("Fahrenheit", "77", 250)]
    public void Temperatures_come_out_in_tenths_of_a_degree_Celsius(string unit, string value, int expected) =>
        Assert.Equal(expected, Payload.Sample($$"""{"value":"{{value}}","measurand":"Temperature","unit":"{{unit}}"}""").TemperatureDeciCelsius);

    [Theory]
    [InlineData("-1")]
    [InlineData("101")]
    [InlineData("255")]
    public void A_state_of_charge_outside_0_to_100_is_evidence_and_no_value(string value)
    {
        var sample = Payload.Sample($$"""{"value":"{{value}}","measurand":"SoC"}""");

        Assert.Null(sample.SocPercent);
        Assert.Contains(value, Assert.Single(sample.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"value":"1","measurand":"Energy.Active.Export.Register"}""")]
    [InlineData("""{"value":"50","measurand":"Frequency"}""")]
    [InlineData("""{"value":"1","measurand":"Energy.Active.Import.Interval"}""")]
    [InlineData("""{"value":"32","measurand":"Current.Offered"}""")]
    [InlineData("""{"value":"400","measurand":"Voltage","phase":"L1-L2"}""")]
    [InlineData("""{"value":"5","location":"Inlet"}""")]
    [InlineData("""{"value":"a b","measurand":"My.Own"}""")]
    public void Measurands_without_a_column_are_kept_as_they_came(string value)
    {
        var sample = Payload.Sample(value);

        Assert.Equal($"[{value}]", sample.Rest);
        Assert.Null(sample.EnergyWh);
        Assert.Empty(sample.Notes);
    }

    [Fact]
    public void Blanks_between_tokens_are_not_kept() =>
        Assert.Equal("""[{"value":"a b \" c","measurand":"X"}]""", Payload.Sample("{ \"value\" : \"a b \\\" c\" ,\r\n\"measurand\":\"X\" }").Rest);

    [Fact]
    public void A_unit_that_does_not_fit_is_kept_with_a_note()
    {
        var sample = Payload.Sample("""{"value":"50","unit":"Hz"}""");

        Assert.Null(sample.EnergyWh);
        Assert.Equal("""[{"value":"50","unit":"Hz"}]""", sample.Rest);
        Assert.Contains("Hz", Assert.Single(sample.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Signed_data_is_opaque()
    {
        var sample = Payload.Sample("""{"value":"1"},{"value":"OCMF|{}|{}","format":"SignedData","context":"Transaction.End"}""");

        Assert.Equal(1, sample.EnergyWh);
        Assert.Equal("""[{"value":"OCMF|{}|{}","format":"SignedData","context":"Transaction.End"}]""", sample.SignedData);
        Assert.Null(sample.Rest);
    }

    [Theory]
    [InlineData("""{"value":"1","context":"Sample.Clock"}""", 1)]
    [InlineData("""{"value":"1"}""", 0)]
    public void Clock_samples_and_connector_0_are_the_main_meter(string value, int connectorId) =>
        Assert.True(Payload.Sample(value, connectorId).IsMainMeter);

    [Theory]
    [InlineData("Transaction.Begin", SampleContext.TransactionBegin)]
    [InlineData("Transaction.End", SampleContext.TransactionEnd)]
    [InlineData("Interruption.Begin", SampleContext.InterruptionBegin)]
    [InlineData("Interruption.End", SampleContext.InterruptionEnd)]
    [InlineData("Trigger", SampleContext.Trigger)]
    [InlineData("Bad.Context", SampleContext.Other)]
    public void The_context_of_the_register_is_the_context_of_the_sample(string context, SampleContext expected) =>
        Assert.Equal(expected, Payload.Sample($$"""{"value":"5","measurand":"SoC"},{"value":"1","context":"{{context}}"}""").Context);

    [Fact]
    public void A_message_of_many_moments_keeps_their_order()
    {
        var samples = Payload.Parse<MeterValuesRequest>("""
            {"meterValue":[
              {"sampledValue":[{"value":"1"}],"timestamp":"2026-03-01T11:00:00Z"},
              {"sampledValue":{"value":"2"},"timestamp":"2026-03-01T11:01:00Z"},
              {"sampledValue":[{"value":"3"}],"timestamp":"2026-03-01T11:02:00Z"}],
             "connectorId":0}
            """).Message.Samples;

        Assert.Equal([1, 2, 3], samples.Select(sample => sample.EnergyWh ?? 0));
        Assert.All(samples, sample => Assert.True(sample.IsMainMeter));
    }

    [Fact]
    public void A_stop_brings_its_readings_along()
    {
        var stop = Payload.Parse<StopTransactionRequest>("""
            {"transactionId":1,"meterStop":5,"timestamp":"2026-03-01T11:00:00Z","transactionData":[
              {"timestamp":"2026-03-01T10:00:00Z","sampledValue":[{"value":"1","context":"Transaction.Begin"}]},
              {"timestamp":"2026-03-01T11:00:00Z","sampledValue":[{"value":"5","context":"Transaction.End"}]}]}
            """).Message;

        Assert.Equal([SampleContext.TransactionBegin, SampleContext.TransactionEnd], stop.TransactionData.Select(sample => sample.Context));
    }

    [Theory]
    [InlineData("9223372036854775807", 9223372036854775807)]
    [InlineData("0", 0L)]
    [InlineData("null", null)]
    [InlineData("\"x\"", null)]
    public void The_transaction_id_of_readings_is_a_hint_and_never_a_reason_to_refuse(string sent, long? expected) =>
        Assert.Equal(expected, Payload.Parse<MeterValuesRequest>($$"""{"connectorId":1,"transactionId":{{sent}},"meterValue":[]}""").Message.TransactionId);
}
