using EvOps.Domain.Common;
using EvOps.Domain.Wallets;

namespace EvOps.Infrastructure.Wallets;

/// <summary>What a person has, or owes, in each currency.</summary>
/// <param name="Balances">By currency; none where no wallet has been used yet.</param>
public sealed record WalletRow(Guid UserId, string Email, string DisplayName, IReadOnlyList<Money> Balances)
{
    public bool IsInDebt => Balances.Any(balance => balance.MinorUnits < 0);
}

/// <summary>One line of a wallet's account.</summary>
/// <param name="Amount">What came in; negative: what went out.</param>
/// <param name="BalanceAfter">Of the wallet in this currency.</param>
public sealed record EntryRow(
    Guid Id, DateTimeOffset At, LedgerReferenceKind ReferenceKind, string ReferenceId, string Words, string ActorName, Money Amount, Money BalanceAfter)
{
    /// <summary>The session it was for; null where it was for none.</summary>
    public Guid? SessionId => ReferenceKind switch
    {
        LedgerReferenceKind.Session or LedgerReferenceKind.SessionCorrection => Guid.TryParse(ReferenceId.Split('/')[0], out var id) ? id : null,
        LedgerReferenceKind.TopUp or LedgerReferenceKind.Refund or LedgerReferenceKind.Booking => null,
    };

    /// <summary>The refund it was; null where it was none.</summary>
    public Guid? RefundId => ReferenceKind == LedgerReferenceKind.Refund && Guid.TryParse(ReferenceId.Split('/')[0], out var id) ? id : null;
}
