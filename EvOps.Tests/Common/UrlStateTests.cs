using Bunit;
using Bunit.TestDoubles;
using EvOps.Domain.Sessions;
using EvOps.Tests.Support;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Common;

public sealed class UrlStateTests : ComponentTest
{
    private readonly BunitNavigationManager navigation;
    private readonly UrlState url;

    public UrlStateTests()
    {
        navigation = Services.GetRequiredService<BunitNavigationManager>();
        url = new UrlState(navigation);
    }

    [Fact]
    public void Filters_are_read_from_the_address()
    {
        navigation.NavigateTo("/sessions?search=harbour%20north&state=charging&page=3");

        Assert.Equal("harbour north", url.Text("search"));
        Assert.Equal(SessionState.Charging, url.Choice<SessionState>("state"));
        Assert.Equal(3, url.Number("page"));
    }

    [Fact]
    public void Nonsense_in_the_address_counts_as_nothing()
    {
        navigation.NavigateTo("/sessions?state=99&page=-4&search=");

        Assert.Null(url.Choice<SessionState>("state"));
        Assert.Equal(1, url.Number("page"));
        Assert.Null(url.Text("search"));
    }

    [Fact]
    public void A_filter_replaces_the_history_entry_and_keeps_the_others()
    {
        navigation.NavigateTo("/sessions?search=harbour&page=3");

        url.Set(("state", SessionState.Charging), ("page", null));

        Assert.Equal("http://localhost/sessions?search=harbour&state=Charging", navigation.Uri);
        Assert.True(navigation.History.First().Options.ReplaceHistoryEntry);
    }

    [Fact]
    public void Setting_what_is_set_already_goes_nowhere()
    {
        navigation.NavigateTo("/sessions?search=harbour");
        var before = navigation.History.Count;

        url.Set(("search", "harbour"));

        Assert.Equal(before, navigation.History.Count);
    }

    [Fact]
    public void Two_filters_set_before_the_browser_has_answered_are_both_kept()
    {
        var browser = new LateBrowser("http://localhost/sessions?page=3");
        var late = new UrlState(browser);

        late.Set(("from", "2026-01-01"), ("page", null));
        late.Set(("to", "2026-02-01"));
        Assert.Equal("2026-01-01", late.Text("from"));
        browser.Arrive();
        Assert.Equal("2026-02-01", late.Text("to"));
        browser.Arrive();

        Assert.Equal("http://localhost/sessions?from=2026-01-01&to=2026-02-01", browser.Uri);
    }

    [Fact]
    public void Who_has_gone_to_another_page_meanwhile_is_read_from_that_one()
    {
        var browser = new LateBrowser("http://localhost/sessions");
        var late = new UrlState(browser);

        late.Set(("state", SessionState.Charging));
        browser.GoTo("http://localhost/alerts?state=open");

        Assert.Equal("open", late.Text("state"));
    }

    /// <summary>As in a circuit: where one is sent, the browser goes when the word has reached it, and says so afterwards.</summary>
    private sealed class LateBrowser : NavigationManager
    {
        private readonly Queue<string> sent = new();

        public LateBrowser(string address) => Initialize("http://localhost/", address);

        public void Arrive() => GoTo(sent.Dequeue());

        public void GoTo(string address)
        {
            Uri = address;
            NotifyLocationChanged(isInterceptedLink: false);
        }

        protected override void NavigateToCore(string uri, NavigationOptions options) => sent.Enqueue(uri);
    }
}
