using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Users;

/// <summary>Where an invite link leads: whoever holds it sets the password, once, and is in.</summary>
public sealed partial class InvitePage(AcceptInvite accept, NavigationManager navigation)
{
    private Standing? person;
    private string? trouble;

    [Parameter]
    public string Token { get; set; } = "";

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private InviteForm? Form { get; set; }

    protected override async Task OnInitializedAsync()
    {
        // The address is a secret: no other site, no proxy's cache and no search engine may see it.
        Http.Response.Headers["Referrer-Policy"] = "no-referrer";
        Http.Response.Headers.CacheControl = "no-store";
        var looked = await accept.LookAsync(Token, Http.RequestAborted);
        if (looked.IsDone) person = looked.Value;
        else trouble = looked.Refusal.Message;
    }

    private async Task AcceptAsync()
    {
        if (person is null) return;
        if (Form?.Password != Form?.Again)
        {
            trouble = "The two passwords differ.";
            return;
        }

        var accepted = await accept.RunAsync(Token, Form?.Password, StandingCheck.Origin(Http, "console"), Http.RequestAborted);
        if (!accepted.IsDone)
        {
            trouble = accepted.Refusal.Message;
            return;
        }
        await Http.SignInAsync(Schemes.Cookie, PersonClaims.Ticket(accepted.Value, Schemes.Cookie));
        navigation.NavigateTo("/");
    }

    private sealed class InviteForm
    {
        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
