using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Users;

/// <summary>One tag, new or to be changed.</summary>
public sealed partial class TagDialog(
    SaveTag save, RemoveTag remove, ListPeople people, CurrentActor actor, NotificationService toasts)
{
    private string idTag = "", parent = "";
    private string? owner;
    private TagStatus status = TagStatus.Accepted;
    private DateTime? until;
    private IReadOnlyList<PersonRow> suggestions = [];
    private Refusal? refusal;

    /// <summary>Null for a new one.</summary>
    [Parameter]
    public TagRow? Tag { get; set; }

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized()
    {
        if (Tag is null) return;
        (idTag, parent, owner, status, until) = (Tag.IdTag, Tag.ParentIdTag ?? "", Tag.UserEmail, Tag.Status, Tag.ExpiryDate?.UtcDateTime);
    }

    private async Task SuggestAsync(ChangeEventArgs typed)
    {
        owner = typed.Value as string;
        suggestions = await people.SuggestAsync(await actor.GetAsync(), owner, default);
    }

    private async Task SaveAsync()
    {
        var who = await actor.GetAsync();
        var ownerId = await OwnerIdAsync(who);
        if (!ownerId.IsDone)
        {
            refusal = ownerId.Refusal;
            return;
        }

        var expiry = until is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : (DateTimeOffset?)null;
        var saved = await save.RunAsync(who, idTag, new TagWish(status, expiry, parent, ownerId.Value), default);
        refusal = saved.Refusal;
        if (saved.IsDone) Close($"Tag {saved.Value.IdTag} was saved.");
    }

    private async Task RemoveAsync()
    {
        var removed = await remove.RunAsync(await actor.GetAsync(), idTag, default);
        refusal = removed.Refusal;
        if (removed.IsDone) Close($"Tag {idTag} was removed.");
    }

    private async Task<Outcome<Guid?>> OwnerIdAsync(Actor who)
    {
        if (string.IsNullOrWhiteSpace(owner)) return (Guid?)null;
        if (owner == Tag?.UserEmail) return Tag.UserId;
        var found = await people.SuggestAsync(who, owner, default);
        return found.FirstOrDefault(person => string.Equals(person.Email, owner.Trim(), StringComparison.OrdinalIgnoreCase)) is { } person
            ? person.Id
            : Refuse.InvalidField("userId", $"Nobody here has the address {owner.Trim()}.");
    }

    private void Close(string done)
    {
        toasts.Done(done);
        DialogBox.Close();
    }
}
