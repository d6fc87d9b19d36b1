using Bunit;
using EvOps.Domain.Common;
using EvOps.Tests.Support;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace EvOps.Tests.Common;

public sealed class PartsTests : ComponentTest
{
    private readonly FakeClock clock = new();

    public PartsTests() => Services.AddSingleton<TimeProvider>(clock);

    [Fact]
    public void A_page_that_failed_says_so_in_a_sentence_and_tries_again()
    {
        var tries = 0;
        var view = Render<View<string>>(parameters => parameters
            .Add(v => v.Of, new ViewState<string>.Failed("The list could not be read."))
            .Add(v => v.ChildContent, content => content)
            .Add(v => v.Retry, () => tries++));

        view.Find("button").Click();

        Assert.Contains("The list could not be read.", view.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(1, tries);
    }

    [Fact]
    public void A_page_that_waits_shows_a_skeleton_and_then_its_content()
    {
        var view = Render<View<string>>(parameters => parameters
            .Add(v => v.Of, new ViewState<string>.Waiting()).Add(v => v.ChildContent, content => content));
        Assert.Single(view.FindAll("[role=status]"));

        view.Render(parameters => parameters.Add(v => v.Of, new ViewState<string>.Shown("Harbour North")));

        Assert.Equal("Harbour North", view.Markup.Trim());
    }

    [Fact]
    public async Task A_query_s_answer_becomes_a_view_state()
    {
        Assert.IsType<ViewState<string>.Shown>(await ViewState.OfAsync(() => Task.FromResult<string?>("here"), "This station"));
        Assert.IsType<ViewState<string>.Absent>(await ViewState.OfAsync(() => Task.FromResult<string?>(null), "This station"));
        var failed = await ViewState.OfAsync<string>(() => throw new TimeoutException(), "This station");
        Assert.StartsWith("This station could not be read", Assert.IsType<ViewState<string>.Failed>(failed).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_query_shows_its_own_sentence()
    {
        var absent = await ViewState.OfAsync(() => Task.FromResult<Outcome<int>>(Refuse.NotFound("no_station", "There is no such station.")), "This station");
        var forbidden = await ViewState.OfAsync(() => Task.FromResult<Outcome<int>>(Refuse.Forbidden("You may not see this.")), "This station");
        var refused = await ViewState.OfAsync(() => Task.FromResult<Outcome<int>>(Refuse.NotNow("closed", "It is closed until nine.")), "This station");

        Assert.Equal("There is no such station.", Assert.IsType<ViewState<int>.Absent>(absent).Sentence);
        Assert.Equal("You may not see this.", Assert.IsType<ViewState<int>.Absent>(forbidden).Sentence);
        Assert.Equal("It is closed until nine.", Assert.IsType<ViewState<int>.Failed>(refused).Sentence);
    }

    [Fact]
    public void An_empty_list_says_what_would_be_here_and_how_to_get_it()
    {
        var empty = Render<EmptyState>(parameters => parameters
            .Add(e => e.Title, "No station yet.")
            .Add(e => e.ChildContent, "Add the first one.")
            .Add(e => e.Action, "<button>Add a station</button>"));

        Assert.Equal("No station yet.", empty.Find(".title").TextContent);
        Assert.Equal("Add a station", empty.Find("button").TextContent);
    }

    [Fact]
    public void A_step_shows_its_consequences_and_its_button_says_what_happens()
    {
        var step = Render<ConfirmStep>(parameters => parameters
            .Add(s => s.Consequences, ["Session 9c01be77 ends at 11.345 kWh; the driver pays € 4.54."])
            .Add(s => s.Does, "Unlock connector 2")
            .Add(s => s.IsDangerous, true));

        Assert.Contains("€ 4.54", step.Find("li").TextContent, StringComparison.Ordinal);
        Assert.Equal("Unlock connector 2", step.Find(".primary.danger").TextContent);
    }

    [Fact]
    public async Task A_step_is_taken_only_when_its_own_button_is_clicked()
    {
        var dialogs = Services.GetRequiredService<DialogService>();
        Render<Radzen.Blazor.RadzenDialog>();
        var answer = dialogs.ConfirmStepAsync("Reset CP-0012", "Reset CP-0012", ["Both sessions end."]);

        dialogs.Close(null);

        Assert.False(await answer);
    }

    [Fact]
    public void A_choice_tells_its_value()
    {
        string? chosen = null;
        var segments = Render<Segments<string>>(parameters => parameters
            .Add(s => s.Label, "State").Add(s => s.Value, "all").Add(s => s.Choices, [("all", "All"), ("charging", "Charging")])
            .Add(s => s.ValueChanged, value => chosen = value));

        segments.FindAll("input")[1].Change(true);

        Assert.Equal("charging", chosen);
        Assert.Equal("State", segments.Find("[role=radiogroup]").GetAttribute("aria-label"));
    }

    [Fact]
    public void Typing_in_a_filter_is_told_once_when_it_pauses()
    {
        var told = new List<string>();
        var filter = Render<FilterBox>(parameters => parameters.Add(f => f.Label, "Search").Add(f => f.ValueChanged, told.Add));

        foreach (var typed in new[] { "h", "ha", "har" })
        {
            filter.Find("input").Input(typed);
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        clock.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(["har"], told);
    }

    [Fact]
    public void A_timeline_tells_in_words_and_keeps_the_message_behind_it_even_where_it_is_no_json()
    {
        TimelineEntry[] entries =
        [
            new(clock.GetUtcNow(), Glyph.Bolt, Tone.Charging, "The charger began.", """[2,"7","StartTransaction",{"connectorId":1}]"""),
            new(clock.GetUtcNow(), Glyph.Attention, Tone.Attention, "The charger sent something unreadable.", "[2,"),
            new(clock.GetUtcNow(), Glyph.Done, Tone.Offline, "It ended."),
        ];

        var timeline = Render<Timeline>(parameters => parameters.Add(t => t.Entries, entries));

        Assert.Equal(["The charger began.", "The charger sent something unreadable.", "It ended."], timeline.FindAll("p").Select(p => p.TextContent));
        Assert.Contains("\n", timeline.FindAll("pre")[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("[2,", timeline.FindAll("pre")[1].TextContent);
        Assert.Equal(2, timeline.FindAll("details").Count);
    }

    [Fact]
    public void A_page_header_has_one_heading_and_a_way_back()
    {
        var header = Render<PageHeader>(parameters => parameters
            .Add(h => h.Title, "Harbour North").Add(h => h.Back, "/stations").Add(h => h.BackTo, "Stations"));

        Assert.Equal("Harbour North", header.Find("h1").TextContent);
        Assert.Equal("/stations", header.Find("a.back").GetAttribute("href"));
    }
}
