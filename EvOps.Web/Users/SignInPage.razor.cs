using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Users;

/// <summary>Signing in, without a circuit and without script: a form, a cookie, a redirect.</summary>
public sealed partial class SignInPage(SignIn signIn, SignInLimits limits, NavigationManager navigation)
{
    private string? trouble;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private SignInForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? ReturnUrl { get; set; }

    protected override void OnInitialized()
    {
        if (HttpMethods.IsGet(Http.Request.Method) && Http.User.Identity?.IsAuthenticated == true) navigation.NavigateTo(LocalAddress.Of(ReturnUrl));
    }

    private async Task SignInAsync()
    {
        var (email, password) = (Form?.Email ?? "", Form?.Password ?? "");
        if (limits.Refuse(Http, email) is not null)
        {
            trouble = "Too many attempts to sign in. Wait a minute, then try again.";
            return;
        }

        switch (await signIn.RunAsync(email, password, StandingCheck.Origin(Http, "console"), Http.RequestAborted))
        {
            case SignInResult.Welcome welcome:
                var properties = new AuthenticationProperties { IsPersistent = Form!.Keep };
                await Http.SignInAsync(Schemes.Cookie, PersonClaims.Ticket(welcome.Standing, Schemes.Cookie), properties);
                navigation.NavigateTo(LocalAddress.Of(ReturnUrl));
                break;
            case SignInResult.LockedOut shut:
                trouble = $"Too many wrong passwords. Sign-in is locked for another {Show.Elapsed(shut.For + TimeSpan.FromSeconds(59))}.";
                break;
            case SignInResult.Disabled:
                trouble = "This account is disabled. An administrator can enable it.";
                break;
            case SignInResult.WrongCredentials:
                trouble = "E-mail address or password is wrong.";
                break;
        }
    }

    private sealed class SignInForm
    {
        public string? Email { get; set; }

        public string? Password { get; set; }

        public bool Keep { get; set; }
    }
}
