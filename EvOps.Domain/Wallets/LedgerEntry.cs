using EvOps.Domain.Common;

namespace EvOps.Domain.Wallets;

/// <summary>What an entry in the ledger was made for. Each kind has ids of its own; kind and id together are booked once, ever.</summary>
public enum LedgerReferenceKind
{
    /// <summary>Money that a driver brought; the id is the payment's own reference.</summary>
    TopUp,

    /// <summary>The bill of a session; the id is the session's.</summary>
    Session,

    /// <summary>What was changed of that bill afterwards; the id is the session's, a slash, and 1, 2, ….</summary>
    SessionCorrection,

    /// <summary>Money that went back to a driver; the id is the refund's, and with "/paid-out" behind it where it left the house.</summary>
    Refund,

    /// <summary>The fee of a booking; the id is the booking's.</summary>
    Booking,
}

public readonly record struct LedgerReference(LedgerReferenceKind Kind, string Id)
{
    public const int LongestId = 120;

    public override string ToString() => $"{Kind} {Id}";
}

/// <summary>The house's side of an entry; a wallet's side names the wallet.</summary>
public enum LedgerAccount
{
    /// <summary>A driver's wallet.</summary>
    Wallet,

    /// <summary>Money that came in with top-ups.</summary>
    Cash,

    /// <summary>What drivers were charged.</summary>
    Sales,
}

/// <summary>
/// One booking in double entry: what goes to one account comes from another, so that its postings sum to zero. Never changed, never
/// removed; a mistake is followed by another entry.
/// </summary>
public sealed class LedgerEntry : IAppendOnly
{
    private readonly List<LedgerPosting> postings = [];

    private LedgerEntry()
    {
    }

    private LedgerEntry(LedgerReference reference, string currency, string words, string actorName, DateTimeOffset now)
    {
        Id = Ids.New(now);
        At = now;
        (ReferenceKind, ReferenceId, Currency, Words, ActorName) = (reference.Kind, reference.Id, currency, words, actorName);
    }

    public Guid Id { get; private init; }

    public DateTimeOffset At { get; private init; }

    public LedgerReferenceKind ReferenceKind { get; private init; }

    public string ReferenceId { get; private init; } = "";

    /// <summary>ISO 4217; of every posting.</summary>
    public string Currency { get; private init; } = "";

    /// <summary>What for, in words a driver reads.</summary>
    public string Words { get; private init; } = "";

    /// <summary>Who caused it: a person, or a part of the house.</summary>
    public string ActorName { get; private init; } = "";

    public IReadOnlyList<LedgerPosting> Postings => postings;

    /// <summary>Moves an amount into the wallet from a house account, or out of it where it is negative.</summary>
    public static LedgerEntry Of(Wallet wallet, LedgerAccount other, long minorUnits, LedgerReference reference, string words, string actorName, DateTimeOffset now)
    {
        if (minorUnits == 0) throw new ArgumentOutOfRangeException(nameof(minorUnits), "An entry moves something.");
        if (other == LedgerAccount.Wallet) throw new ArgumentException("The other side is an account of the house.", nameof(other));
        if (reference.Id.Length is 0 or > LedgerReference.LongestId) throw new ArgumentException($"A reference has 1 to {LedgerReference.LongestId} characters.", nameof(reference));

        var entry = new LedgerEntry(reference, wallet.Currency, words, actorName, now);
        entry.postings.Add(new LedgerPosting(entry.Id, 1, LedgerAccount.Wallet, wallet.Id, minorUnits, wallet.Take(minorUnits)));
        entry.postings.Add(new LedgerPosting(entry.Id, 2, other, null, -minorUnits, null));
        return entry;
    }
}

/// <summary>One side of an entry.</summary>
public sealed class LedgerPosting : IAppendOnly
{
    internal LedgerPosting(Guid entryId, int number, LedgerAccount account, Guid? walletId, long minorUnits, long? balanceAfter) =>
        (EntryId, Number, Account, WalletId, MinorUnits, BalanceAfter) = (entryId, number, account, walletId, minorUnits, balanceAfter);

    private LedgerPosting()
    {
    }

    public Guid EntryId { get; private init; }

    /// <summary>1, 2, … within the entry.</summary>
    public int Number { get; private init; }

    public LedgerAccount Account { get; private init; }

    /// <summary>Set where the account is a wallet.</summary>
    public Guid? WalletId { get; private init; }

    /// <summary>Signed, in the entry's currency: what came into the account.</summary>
    public long MinorUnits { get; private init; }

    /// <summary>The wallet's balance after it; null for accounts of the house.</summary>
    public long? BalanceAfter { get; private init; }
}
