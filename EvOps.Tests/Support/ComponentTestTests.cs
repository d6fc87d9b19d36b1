using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Radzen.Blazor;

namespace EvOps.Tests.Support;

public sealed class ComponentTestTests : ComponentTest
{
    [Fact]
    public async Task A_rendered_Radzen_button_shows_its_text_and_answers_a_click()
    {
        var clicks = 0;
        var button = Render<RadzenButton>(parameters => parameters
            .Add(b => b.Text, "Unlock")
            .Add(b => b.Click, EventCallback.Factory.Create<MouseEventArgs>(this, () => clicks++)));

        await button.Find("button").ClickAsync(new MouseEventArgs());

        Assert.Equal("Unlock", button.Find("button").TextContent.Trim());
        Assert.Equal(1, clicks);
    }
}
