using EvOps.Domain.Refunds;
using EvOps.Domain.Users;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Refunds;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EvOps.Web.Refunds;

/// <summary>One refund, from the reading to the entry in the ledger: who did what, and when.</summary>
public sealed partial class RefundPage(ShowRefund refunds, CurrentActor actor, DialogService dialogs)
{
    private ViewState<RefundDetail> state = new ViewState<RefundDetail>.Waiting();
    private bool mayDecide;

    [Parameter]
    public Guid Id { get; set; }

    private Refund? shown => (state as ViewState<RefundDetail>.Shown)?.Content.Row.Refund;

    protected override void OnInitialized()
    {
        // Another refund of the same thing leaves less of it.
        Listen<RefundChanged>(change => change.RefundId == Id || change.SubjectId == shown?.SubjectId);
        Listen<WalletChanged>(change => change.OwnerId == shown?.OwnerId);
    }

    protected override async Task OnInitializedAsync()
    {
        mayDecide = await actor.MayAsync(Permission.ApproveRefunds);
        await RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        var who = await actor.GetAsync();
        state = await ViewState.OfAsync(() => refunds.RunAsync(who, Id, default), "This refund");
    }

    private static TimelineEntry Entry(RefundAttempt attempt)
    {
        var (glyph, tone) = attempt.Answer switch
        {
            RefundAnswer.Paid => (Glyph.Done, Tone.Available),
            RefundAnswer.UnderWay => (Glyph.Waiting, Tone.Charging),
            RefundAnswer.Refused => (Glyph.Fault, Tone.Fault),
            RefundAnswer.Unknown => (Glyph.Attention, Tone.Attention),
        };
        return new TimelineEntry(attempt.At, glyph, tone, attempt.EventId is null ? attempt.Words : $"Told by the payment service: {attempt.Words}");
    }
}
