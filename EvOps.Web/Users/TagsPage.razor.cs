using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Users;

/// <summary>The tags the house knows.</summary>
public sealed partial class TagsPage
{
    private const int PageSize = 50;
    private static readonly (TagStatus? Value, string Text)[] StatusChoices =
        [(null, "All"), .. Enum.GetValues<TagStatus>().Select(status => ((TagStatus?)status, status.ToString()))];

    private ViewState<Page<TagRow>> state = new ViewState<Page<TagRow>>.Waiting();
    private bool isFiltered;

    [Inject]
    private ListTags Tags { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    [Inject]
    private DialogService DialogBox { get; set; } = null!;

    protected override void OnInitialized()
    {
        Listen<TagChanged>();
        FollowAddress();
    }

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        var filter = new TagFilter(Url.Text("search"), Url.Choice<TagStatus>("status"));
        isFiltered = filter != new TagFilter();
        state = await ViewState.OfAsync(() => Tags.RunAsync(actor, filter, PageSize, (Url.Number("page") - 1) * PageSize, default), "The list of tags");
    }

    private async Task OpenAsync(TagRow? tag) => await DialogBox.OpenAsync<TagDialog>(
        tag is null ? "Add a tag" : $"Tag {tag.IdTag}",
        new Dictionary<string, object?> { [nameof(TagDialog.Tag)] = tag },
        new DialogOptions { Width = "min(480px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true });
}
