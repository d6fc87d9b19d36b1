using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Refunds;
using EvOps.Web.Common;
using Radzen;

namespace EvOps.Web.Refunds;

/// <summary>The queue of refunds; filters and page stand in the address.</summary>
public sealed partial class RefundsPage(ListRefunds refunds, ShowRefund show, CurrentActor actor, UrlState url, DialogService dialogs)
{
    private const int PageSize = 50;

    private static readonly (string, string)[] Choices =
    [
        ("", "All"), (RefundQuery.Waiting, "Needs somebody"), (nameof(RefundState.Requested), "To approve"), (nameof(RefundState.Failed), "Failed"),
        (nameof(RefundState.Done), "Done"), (nameof(RefundState.Rejected), "Rejected"),
    ];

    private ViewState<Page<RefundRow>> state = new ViewState<Page<RefundRow>>.Waiting();
    private bool mayDecide;
    private Guid? me;

    private bool IsFiltered => url.Text("search") is not null || url.Text("state") is not null || url.Text("of") is not null;

    private string ExportLink => "/refunds/export.csv" + new Uri(Navigation.Uri).Query;

    protected override void OnInitialized()
    {
        Listen<RefundChanged>();
        FollowAddress();
    }

    protected override async Task OnInitializedAsync()
    {
        var who = await actor.GetAsync();
        (mayDecide, me) = (who.May(Permission.ApproveRefunds), who.UserId);
        await RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => refunds.RunAsync(who, RefundQuery.FilterOf(url.Text), PageSize, (url.Number("page") - 1) * PageSize, default), "The list of refunds");
    }

    private async Task DecideAsync(RefundRow row, RefundDecision decision)
    {
        var detail = await show.RunAsync(await actor.GetAsync(), row.Id, default);
        if (detail.IsDone) await DecideDialog.OpenAsync(dialogs, detail.Value, decision);
    }
}
