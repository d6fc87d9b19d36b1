using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Users;

/// <summary>Everybody who has an account: who they are, what they may do, and who is shut out.</summary>
public sealed partial class UsersPage
{
    private const int PageSize = 50;
    private static readonly (Role? Value, string Text)[] RoleChoices = [(null, "All"), .. Enum.GetValues<Role>().Select(role => ((Role?)role, role.ToString()))];
    private static readonly DialogOptions DialogShape = new() { Width = "min(520px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true };

    private ViewState<Page<PersonRow>> state = new ViewState<Page<PersonRow>>.Waiting();

    [Inject]
    private ListPeople People { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<PersonChanged>();
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        state = await ViewState.OfAsync(() => People.RunAsync(actor, FilterOfAddress(), PageSize, (Url.Number("page") - 1) * PageSize, default), "The list of users");
    }

    private PersonFilter FilterOfAddress()
    {
        var sort = Url.Text("sort") ?? "name";
        var order = sort.TrimStart('-') switch
        {
            "email" => PersonOrder.Email,
            "signin" => PersonOrder.LastSignIn,
            _ => PersonOrder.Name,
        };
        return new PersonFilter(Url.Text("search"), Url.Choice<Role>("role"), Order: order, IsDescending: sort.StartsWith('-'));
    }

    private async Task InviteAsync() => await DialogBox.OpenAsync<InviteDialog>("Invite someone", options: DialogShape);

    private async Task ChangeAsync(PersonRow person) =>
        await DialogBox.OpenAsync<PersonDialog>(person.DisplayName, new Dictionary<string, object?> { [nameof(PersonDialog.Person)] = person }, DialogShape);
}
