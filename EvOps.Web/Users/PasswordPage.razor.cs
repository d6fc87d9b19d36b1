using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Users;

/// <summary>One's own password, changed without a circuit: a form and a new cookie.</summary>
public sealed partial class PasswordPage(ChangePassword change, SignInLimits limits)
{
    private string? trouble;
    private bool isDone;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private PasswordForm? Form { get; set; }

    private async Task ChangeAsync()
    {
        if (limits.Refuse(Http, Http.User.Identity?.Name ?? "") is not null)
        {
            trouble = "Too many attempts. Wait a minute, then try again.";
            return;
        }

        if (Form?.Password != Form?.Again)
        {
            trouble = "The two new passwords differ.";
            return;
        }

        var changed = await change.RunAsync(Http.User.ToActor(), Form?.Current, Form?.Password, Http.RequestAborted);
        if (!changed.IsDone)
        {
            trouble = changed.Refusal.Message;
            return;
        }

        // As long as before: who asked to stay signed in stays.
        var before = await Http.AuthenticateAsync(Schemes.Cookie);
        await Http.SignInAsync(Schemes.Cookie, PersonClaims.Ticket(changed.Value, Schemes.Cookie), new AuthenticationProperties { IsPersistent = before.Properties?.IsPersistent == true });
        isDone = true;
    }

    private sealed class PasswordForm
    {
        public string? Current { get; set; }

        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
