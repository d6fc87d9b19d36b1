using Bunit;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Support;
using EvOps.Web.Stations;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Stations;

/// <summary>A plug on screen: its state in words, and where something is wrong what it is and what to do.</summary>
public sealed class PlugTests : ComponentTest
{
    public PlugTests() => Services.AddSingleton<TimeProvider>(new FakeClock());

    public static TheoryData<string> Codes =>
    [
        "ConnectorLockFailure", "EVCommunicationError", "GroundFailure", "HighTemperature", "InternalError", "LocalListConflict", "OtherError",
        "OverCurrentFailure", "OverVoltage", "PowerMeterFailure", "PowerSwitchFailure", "ReaderFailure", "ResetFailure", "UnderVoltage", "WeakSignal",
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_error_code_of_the_standard_has_words_a_cause_and_advice(string code)
    {
        var error = ChargerError.Of(code);

        Assert.DoesNotContain(code, error.Words, StringComparison.Ordinal);
        Assert.All([error.Words, error.Cause, error.Advice], sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void A_code_of_a_makers_own_is_named_and_none_at_all_is_said()
    {
        Assert.Contains("\"Error-4711\"", ChargerError.Of("Error-4711").Words, StringComparison.Ordinal);
        Assert.Contains("without saying which", ChargerError.Of(null).Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_faulted_plug_says_what_is_wrong_what_to_do_and_the_makers_code()
    {
        var card = Render<PlugCard>(p => p.Add(c => c.Connector, Plug(ConnectorStatus.Faulted) with { ErrorCode = "GroundFailure", VendorErrorCode = "GF-7", Info = "RCD 2" }));

        var text = card.Markup;
        Assert.Contains("Faulted", card.Find(".badge").TextContent, StringComparison.Ordinal);
        Assert.All(["The residual-current protection has tripped.", "Nobody should charge here.", "GF-7", "RCD 2"], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_plug_whose_charger_is_away_is_offline_and_tells_no_old_fault_as_new()
    {
        var card = Render<PlugCard>(p => p.Add(c => c.Connector, Plug(ConnectorStatus.Available) with { IsOnline = false }));

        Assert.Contains("Offline", card.Find(".badge").TextContent, StringComparison.Ordinal);
        Assert.Contains("it last said available", card.Find(".badge").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public void Plugs_are_counted_by_what_everybody_is_told_of_them()
    {
        var counts = Render<PlugCounts>(p => p.Add(c => c.Connectors,
        [
            Plug(ConnectorStatus.Available), Plug(ConnectorStatus.Available), Plug(ConnectorStatus.Charging), Plug(ConnectorStatus.Available) with { IsOnline = false },
        ]));

        Assert.Equal(["2 available", "1 in use", "1 offline"], counts.FindAll("[title]").Select(one => one.GetAttribute("title")));
        Assert.Contains("No connector is known here yet.", Render<PlugCounts>(p => p.Add(c => c.Connectors, [])).Markup, StringComparison.Ordinal);
    }

    private static ConnectorRow Plug(ConnectorStatus status) => new(
        Guid.NewGuid(), "CP-1", 1, "CCS2", 150_000, null, status, DateTimeOffset.UnixEpoch, null, null, null, null, IsOnline: true, IsChargerFaulted: false);
}
