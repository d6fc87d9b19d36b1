using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Domain.Wallets;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Infrastructure.Refunds;

/// <summary>
/// Keeps what a payment service says of a payment: by its event, or because it was asked. That it is paid and its entry in the wallet are one save;
/// another sum than was asked for is booked by nobody but a person.
/// </summary>
public sealed class SettlePayment(IDbContextFactory<EvOpsDb> databases, Ledger ledger, PaymentClient client, LiveFeed live, TimeProvider time)
{
    internal async Task RunAsync(Guid paymentId, ToldIntent told, CancellationToken cancel)
    {
        var (owner, isNews) = await Races.DecideAgainAsync(() => TryAsync(paymentId, told, cancel));
        if (!isNews) return;
        live.Publish(new WalletChanged(owner));
        live.Publish(new PaymentChanged(paymentId, owner));
    }

    /// <summary>Asks how a payment stands and keeps it. Null, or why nobody knows.</summary>
    internal async Task<string?> AskAsync(Guid paymentId, string intentId, CancellationToken cancel)
    {
        var (told, trouble) = await client.WithinPatienceAsync<(ToldIntent?, string?)>(
            async token =>
            {
                var reply = await client.GetAsync($"payment_intents/{Uri.EscapeDataString(intentId)}", token);
                return reply.IsGood && PaymentClient.Parsed<ToldIntent>(reply.Body) is { } intent && intent.Id == intentId ? (intent, null) : (null, PaymentClient.WordsOf(reply));
            },
            words => (null, words), cancel);
        if (told is null) return trouble;
        // What was paid is kept even while the house closes.
        await RunAsync(paymentId, told, CancellationToken.None);
        return null;
    }

    private async Task<(Guid Owner, bool IsNews)> TryAsync(Guid paymentId, ToldIntent told, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var payment = await db.Payments.SingleAsync(p => p.Id == paymentId, cancel);
        var (was, words, now) = (payment.State, payment.Words, time.GetUtcNow());
        payment.Known(told.Id!);
        switch (told.Status)
        {
            case "succeeded" when (told.AmountReceived ?? told.Amount) != payment.AmountMinorUnits || !payment.Currency.Equals(told.Currency, StringComparison.OrdinalIgnoreCase):
                payment.NoteOdd($"{payment.Amount} were asked for; {told.AmountReceived ?? told.Amount} minor units of {told.Currency?.ToUpperInvariant()} came.");
                break;
            case "succeeded":
                // A person may have booked it by hand, by the same name: then nothing is left to book.
                if (payment.NotePaid(now))
                    await ledger.TopUpAsync(db, payment.OwnerId, payment.Amount, new LedgerReference(LedgerReferenceKind.TopUp, told.Id!), $"Paid in, {told.Id}", "payments", cancel);
                break;
            case "canceled":
                payment.NoteLapsed();
                break;
            default:
                payment.NoteOpen(now);
                break;
        }

        await db.SaveChangesAsync(cancel);
        return (payment.OwnerId, payment.State != was || payment.Words != words);
    }
}

/// <summary>
/// Job: asks for payments whose event has not come, so that a lost event loses no money. After a day nobody asks any more. Harmless to run twice, or
/// on two nodes at once.
/// </summary>
public sealed class LookAfterPayments(IDbContextFactory<EvOpsDb> databases, SettlePayment settle, TimeProvider time)
{
    private const int MostAtOnce = 100;

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var (id, intent) in await DueAsync(cancel))
        {
            if (intent is null || await settle.AskAsync(id, intent, cancel) is not null) await Races.DecideAgainAsync(() => PutOffAsync(id, cancel));
        }
    }

    private async Task<List<(Guid Id, string? IntentId)>> DueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var due = await db.Payments.AsNoTracking().Where(p => p.LookAt != null && p.LookAt <= now).OrderBy(p => p.LookAt).Take(MostAtOnce).Select(p => new { p.Id, p.IntentId }).ToListAsync(cancel);
        return [.. due.Select(p => (p.Id, p.IntentId))];
    }

    private async Task<bool> PutOffAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        (await db.Payments.SingleAsync(p => p.Id == id, cancel)).NoteOpen(time.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        return true;
    }
}
