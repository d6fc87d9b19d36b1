using EvOps.Domain.Common;

namespace EvOps.Domain.Wallets;

/// <summary>
/// What a person has paid in and used, in one currency. The balance is the sum of the wallet's postings, kept on the row, whose
/// version decides who books first. Below zero it is a debt, which is shown; it is never a reason to lose a session.
/// </summary>
public sealed class Wallet : IHasRowVersion
{
    public Wallet(Guid id, Guid ownerId, string currency) => (Id, OwnerId, Currency) = (id, ownerId, currency);

    private Wallet()
    {
    }

    public Guid Id { get; private init; }

    public Guid OwnerId { get; private init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; private init; } = "";

    public long BalanceMinorUnits { get; private set; }

    public byte[] RowVersion { get; private set; } = [];

    public Money Balance => new(BalanceMinorUnits, Currency);

    /// <summary>What the owner owes; zero where there is a credit.</summary>
    public Money Debt => new(Math.Max(0, -BalanceMinorUnits), Currency);

    internal long Take(long minorUnits) => BalanceMinorUnits = checked(BalanceMinorUnits + minorUnits);
}

/// <summary>Something was booked in a wallet of this person.</summary>
public readonly record struct WalletChanged(Guid OwnerId);
