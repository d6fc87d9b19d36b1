using Bunit;
using EvOps.Tests.Support;
using EvOps.Web.Common;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Common;

public sealed class FigureTests : ComponentTest
{
    private readonly FakeClock clock = new();

    public FigureTests() => Services.AddSingleton<TimeProvider>(clock);

    [Fact]
    public void A_missing_value_is_a_dash_that_says_why()
    {
        var figure = Render<Figure>(parameters => parameters.Add(f => f.Value, null).Add(f => f.Missing, "The car tells no state of charge."));

        Assert.Equal("–", figure.Find("[aria-hidden]").TextContent);
        Assert.Equal("The car tells no state of charge.", figure.Find(".missing").GetAttribute("title"));
        Assert.Equal("The car tells no state of charge.", figure.Find(".visually-hidden").TextContent);
    }

    [Theory]
    [InlineData("42.0\u00a0kW", "\u00a0kW")]
    [InlineData("€\u00a04.54", null)]
    [InlineData("1\u00a0h\u00a012\u00a0min", null)]
    public void Only_a_lone_unit_is_set_back(string value, string? unit)
    {
        var figure = Render<Figure>(parameters => parameters.Add(f => f.Value, value).Add(f => f.Missing, ""));

        Assert.Equal(value, figure.Find(".figure").TextContent);
        Assert.Equal(unit, figure.FindAll(".unit").SingleOrDefault()?.TextContent);
    }

    [Fact]
    public void A_relative_time_carries_the_exact_one_for_hover_and_for_the_browser()
    {
        var time = Render<RelativeTime>(parameters => parameters.Add(t => t.At, clock.GetUtcNow().AddMinutes(-3)).Add(t => t.Zone, "Europe/Berlin"));

        Assert.Equal("3 min ago", time.Find("time").TextContent);
        Assert.Equal("2026-03-02 10:27:00 Europe/Berlin", time.Find("time").GetAttribute("title"));
        Assert.Equal("2026-03-02T09:27:00.0000000Z", time.Find("time").GetAttribute("datetime"));
    }

    [Fact]
    public void An_elapsed_time_stands_still_once_it_has_ended()
    {
        var since = clock.GetUtcNow().AddMinutes(-90);

        var running = Render<Elapsed>(parameters => parameters.Add(e => e.Since, since));
        var ended = Render<Elapsed>(parameters => parameters.Add(e => e.Since, since).Add(e => e.Until, since.AddMinutes(12)));

        Assert.Equal("1\u00a0h\u00a030\u00a0min", running.Find("time").TextContent);
        Assert.Equal("12\u00a0min", ended.Find("time").TextContent);
        Assert.Equal("", running.Find("time").GetAttribute("data-elapsed") ?? "");
        Assert.NotEqual("", ended.Find("time").GetAttribute("data-elapsed"));
    }

    [Fact]
    public void A_long_id_is_short_on_screen_and_whole_on_the_clipboard()
    {
        var id = Guid.Parse("0195f3a0-7c11-7b6e-9d2a-4f2a9c01be77");

        var shown = Render<ShortId>(parameters => parameters.Add(s => s.Id, id).Add(s => s.Name, "session"));

        Assert.Equal("9c01be77", shown.Find("code").TextContent);
        Assert.Equal(id.ToString(), shown.Find("button").GetAttribute("data-copy"));
        Assert.Contains("Copy session", shown.Find("button").GetAttribute("aria-label"), StringComparison.Ordinal);
    }
}
