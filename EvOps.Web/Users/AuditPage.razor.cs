using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Users;

/// <summary>The audit trail, newest first.</summary>
public sealed partial class AuditPage
{
    private const int PageSize = 50;
    private static readonly Status Done = new(Tone.Available, Glyph.Done, "Done");
    private static readonly Status Refused = new(Tone.Attention, Glyph.Cancelled, "Refused");
    private static readonly (string Value, string Text)[] OutcomeChoices = [("", "All"), ("refused", "Refused")];

    private ViewState<Page<AuditEntry>> state = new ViewState<Page<AuditEntry>>.Waiting();

    [Inject]
    private ListAudit Audit { get; set; } = null!;

    [Inject]
    private CurrentActor Actor { get; set; } = null!;

    [Inject]
    private UrlState Url { get; set; } = null!;

    private string ExportLink => "/audit/export.csv" + new Uri(Navigation.Uri).Query;

    protected override void OnInitialized() => FollowAddress();

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        var actor = await Actor.GetAsync();
        var filter = AuditQuery.FilterOf(Url.Text);
        state = await ViewState.OfAsync(() => Audit.RunAsync(actor, filter, PageSize, (Url.Number("page") - 1) * PageSize, default), "The audit trail");
    }
}
