using Bunit;
using EvOps.Tests.Support;
using EvOps.Web.Common;

namespace EvOps.Tests.Common;

public sealed class BatteryTests : ComponentTest
{
    [Fact]
    public void It_fills_to_the_state_of_charge()
    {
        var battery = Battery(soc: 63, energyWh: 11_345);

        Assert.Equal("--fill: 63%", battery.Find(".fill").GetAttribute("style"));
        Assert.Equal("63\u00a0%", battery.Find(".figure").TextContent);
    }

    [Fact]
    public void Without_state_of_charge_it_counts_energy_and_does_not_look_like_a_percentage()
    {
        var battery = Battery(soc: null, energyWh: 40_000);

        Assert.Contains("cells", battery.Find(".case").ClassList);
        Assert.Equal("--fill: 50%", battery.Find(".fill").GetAttribute("style"));
        Assert.Equal("40.0\u00a0kWh", battery.Find(".figure").TextContent);
    }

    [Fact]
    public void Without_any_reading_it_is_empty_and_says_why()
    {
        var battery = Battery(soc: null, energyWh: null);

        Assert.Equal("--fill: 0%", battery.Find(".fill").GetAttribute("style"));
        Assert.Contains("No reading", battery.Find(".missing").GetAttribute("title"), StringComparison.Ordinal);
    }

    private IRenderedComponent<Battery> Battery(double? soc, long? energyWh) =>
        Render<Battery>(parameters => parameters.Add(b => b.Soc, soc).Add(b => b.EnergyWh, energyWh));
}
