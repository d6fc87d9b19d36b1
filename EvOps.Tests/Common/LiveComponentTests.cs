using Bunit;
using Bunit.TestDoubles;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Tests.Support;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EvOps.Tests.Common;

public sealed class LiveComponentTests : ComponentTest
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMilliseconds(250);
    private readonly FakeClock clock = new();
    private readonly LiveFeed feed = new(NullLogger<LiveFeed>.Instance);

    public LiveComponentTests()
    {
        Services.AddSingleton<TimeProvider>(clock);
        Services.AddSingleton(feed);
    }

    [Fact]
    public void A_change_that_concerns_it_is_fetched_and_rendered()
    {
        var component = Render<Counter>();

        Tell(Counter.Mine);

        Assert.Equal("1", component.Find("b").TextContent);
    }

    [Fact]
    public void A_change_that_does_not_concern_it_costs_nothing()
    {
        var component = Render<Counter>();

        Tell("somebody else's");
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, component.RenderCount);
    }

    [Fact]
    public void A_flood_of_changes_renders_four_times_a_second()
    {
        var component = Render<Counter>();

        for (var millisecond = 0; millisecond < 1000; millisecond++)
        {
            for (var i = 0; i < 10; i++) feed.Publish(new Change(Counter.Mine));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(component.Instance.Refreshes, 4, 5);
    }

    [Fact]
    public void The_last_change_of_a_flood_is_not_lost()
    {
        var component = Render<Counter>();
        Tell(Counter.Mine);

        Tell(Counter.Mine);
        Assert.Equal("1", component.Find("b").TextContent);
        clock.Advance(Quarter);

        Assert.Equal("2", component.Find("b").TextContent);
    }

    [Fact]
    public void What_changes_during_a_slow_refresh_is_fetched_after_it_and_never_beside_it()
    {
        var component = Render<Counter>();
        var slow = component.Instance.Slow = new TaskCompletionSource();
        Tell(Counter.Mine);

        Tell(Counter.Mine);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, component.Instance.Refreshes);
        component.Instance.Slow = null;
        slow.SetResult();

        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                clock.Advance(Quarter);
                return component.Instance.Refreshes == 2;
            },
            Waits.Longest));
    }

    [Fact]
    public void Another_filter_in_the_address_is_fetched_at_once()
    {
        var component = Render<Counter>();
        Tell(Counter.Mine);

        Navigation.NavigateTo("/?search=harbour");
        clock.Advance(TimeSpan.Zero);

        Assert.Equal("2", component.Find("b").TextContent);
    }

    [Fact]
    public void Another_page_is_not_fetched_for_the_one_that_is_left()
    {
        var component = Render<Counter>();

        Navigation.NavigateTo("/elsewhere?search=harbour");
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, component.Instance.Refreshes);
    }

    [Fact]
    public void What_is_shown_for_a_minute_goes_after_a_minute()
    {
        var component = Render<Counter>();
        component.Instance.ShowForAMinute();

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, component.Instance.Refreshes);
        clock.Advance(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.Zero);

        Assert.Equal(1, component.Instance.Refreshes);
    }

    [Fact]
    public async Task The_publisher_never_renders_by_itself()
    {
        var component = Render<Counter>();

        feed.Publish(new Change(Counter.Mine));

        Assert.Equal(0, component.Instance.Refreshes);
        await DisposeComponentsAsync();
    }

    [Fact]
    public async Task A_disposed_component_listens_no_more()
    {
        var component = Render<Counter>();
        var instance = component.Instance;
        await DisposeComponentsAsync();

        Tell(Counter.Mine);

        Assert.Equal(0, instance.Refreshes);
    }

    private BunitNavigationManager Navigation => Services.GetRequiredService<BunitNavigationManager>();

    private void Tell(string what)
    {
        feed.Publish(new Change(what));
        clock.Advance(TimeSpan.Zero);
    }

    private readonly record struct Change(string What);

    private sealed class Counter : LiveComponent
    {
        public const string Mine = "mine";

        public int Refreshes { get; private set; }

        public TaskCompletionSource? Slow { get; set; }

        public void ShowForAMinute() => RefreshAfter(TimeSpan.FromMinutes(1));

        protected override void OnInitialized()
        {
            Listen<Change>(change => change.What == Mine);
            FollowAddress();
        }

        protected override async Task RefreshAsync()
        {
            Refreshes++;
            if (Slow is { } slow) await slow.Task;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddMarkupContent(0, $"<b>{Refreshes}</b>");
    }
}
