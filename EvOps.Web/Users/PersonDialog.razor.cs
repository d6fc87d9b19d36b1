using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Users;

/// <summary>One account: what it may do, a new link to set the password, and the door.</summary>
public sealed partial class PersonDialog(
    ChangeRoles changeRoles, ChangePhone changePhone, RenewInvite renewInvite, DisablePerson disable, EnablePerson enable, CurrentActor actor, NotificationService toasts)
{
    private IReadOnlyCollection<Role> roles = [];
    private Invitation? invitation;
    private string? trouble;
    private string phone = "";
    private Refusal? phoneTrouble;

    [Parameter, EditorRequired]
    public PersonRow Person { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    private bool HasOtherRoles => !roles.Order().SequenceEqual(Person.Roles);

    private bool HasOtherPhone => phone.Trim() != (Person.Phone ?? "");

    protected override void OnInitialized() => (roles, phone) = (Person.Roles, Person.Phone ?? "");

    private async Task SavePhoneAsync()
    {
        var saved = await changePhone.RunAsync(await actor.GetAsync(), Person.Id, phone, default);
        phoneTrouble = saved.Refusal is { Errors: not null } wrong ? wrong : null;
        if (phoneTrouble is null) Close(saved.Refusal is { } refusal ? refusal : Outcome.Done, saved.IsDone && saved.Value is { } number ? $"{Person.Email} is reached at {number}." : $"{Person.Email} has no phone number any more.");
    }

    private async Task SaveRolesAsync() =>
        Close(await changeRoles.RunAsync(await actor.GetAsync(), Person.Id, roles, default), $"{Person.Email} is now {string.Join(", ", roles)}.");

    private async Task DisableAsync() =>
        Close(await disable.RunAsync(await actor.GetAsync(), Person.Id, default), $"{Person.Email} is disabled.");

    private async Task EnableAsync() =>
        Close(await enable.RunAsync(await actor.GetAsync(), Person.Id, default), $"{Person.Email} is enabled.");

    private async Task MakeLinkAsync()
    {
        var made = await renewInvite.RunAsync(await actor.GetAsync(), Person.Id, default);
        if (made.IsDone) invitation = made.Value;
        else trouble = made.Refusal.Message;
    }

    private void Close(Outcome outcome, string done)
    {
        trouble = outcome.Refusal?.Message;
        if (!outcome.IsDone) return;
        toasts.Done(done);
        DialogBox.Close();
    }
}
