using Bunit;
using Bunit.TestDoubles;
using EvOps.Tests.Support;
using EvOps.Web.Common;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Common;

public sealed class ListTests : ComponentTest
{
    private readonly BunitNavigationManager navigation;

    public ListTests()
    {
        Services.AddScoped<UrlState>();
        navigation = Services.GetRequiredService<BunitNavigationManager>();
    }

    [Fact]
    public void A_column_sorts_up_and_then_down_and_begins_at_the_first_page()
    {
        navigation.NavigateTo("/sessions?page=3");
        Header().Find("button").Click();
        Assert.Equal("http://localhost/sessions?sort=since", navigation.Uri);

        var header = Header();
        Assert.Equal("ascending", header.Find("th").GetAttribute("aria-sort"));
        header.Find("button").Click();

        Assert.Equal("http://localhost/sessions?sort=-since", navigation.Uri);
        Assert.Equal("descending", Header().Find("th").GetAttribute("aria-sort"));
    }

    [Fact]
    public void Where_rows_are_cards_a_choice_sorts_and_the_usual_order_leaves_the_address()
    {
        navigation.NavigateTo("/sessions?search=EVO&page=3");
        var choice = Render<SortChoice>(parameters => parameters.Add(p => p.Usual, "-since").Add(p => p.Choices, [("-since", "Newest first"), ("-power", "Most power")]));
        Assert.Equal("-since", choice.Find("select").GetAttribute("value"));

        choice.Find("select").Change("-power");
        Assert.Equal("http://localhost/sessions?search=EVO&sort=-power", navigation.Uri);

        choice.Find("select").Change("-since");
        Assert.Equal("http://localhost/sessions?search=EVO", navigation.Uri);
    }

    [Fact]
    public void Pages_are_links_that_keep_the_filters()
    {
        navigation.NavigateTo("/sessions?state=Charging&page=2");

        var paging = Paging(total: 312);

        Assert.Equal("51–100 of 312 sessions", paging.Find("span").TextContent);
        Assert.Equal("http://localhost/sessions?state=Charging", paging.Find("[rel=prev]").GetAttribute("href"));
        Assert.Equal("http://localhost/sessions?state=Charging&page=3", paging.Find("[rel=next]").GetAttribute("href"));
    }

    [Fact]
    public void The_last_page_leads_no_further()
    {
        navigation.NavigateTo("/sessions?page=7");

        var paging = Paging(total: 312);

        Assert.Equal("301–312 of 312 sessions", paging.Find("span").TextContent);
        Assert.Empty(paging.FindAll("[rel=next]"));
    }

    [Fact]
    public void A_list_that_fits_is_only_counted()
    {
        navigation.NavigateTo("/sessions");

        Assert.Equal("1 session", Paging(total: 1).Find("span").TextContent);
        Assert.Empty(Paging(total: 1).FindAll("a"));
    }

    private IRenderedComponent<SortHeader> Header() =>
        Render<SortHeader>(parameters => parameters.Add(h => h.By, "since").Add(h => h.ChildContent, "Since"));

    private IRenderedComponent<Paging> Paging(long total) =>
        Render<Paging>(parameters => parameters.Add(p => p.Total, total).Add(p => p.Size, 50).Add(p => p.What, ("session", "sessions")));
}
