using EvOps.Domain.Common;
using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using EvOps.Infrastructure.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Refunds;

/// <summary>Credits out of goodwill, into a driver's wallet: nothing was paid for them, so only the settings limit them.</summary>
public sealed class Goodwill(IOptions<RefundsOptions> options, IOptions<WalletsOptions> wallets) : IPaidThings
{
    public RefundSubject Subject => RefundSubject.Wallet;

    public async Task<PaidThing?> FindAsync(EvOpsDb db, string id, CancellationToken cancel)
    {
        if (!Guid.TryParse(id, out var person) || !await db.People.AnyAsync(p => p.Id == person, cancel)) return null;
        var currencies = await db.Wallets.Where(w => w.OwnerId == person).Select(w => w.Currency).Take(2).ToListAsync(cancel);
        return new Credit(person, currencies is [var only] ? only : wallets.Value.Currency, options.Value.MostGoodwill);
    }

    private sealed class Credit(Guid person, string currency, decimal most) : PaidThing
    {
        public override Guid Id => person;

        public override Guid? PayerId => person;

        public override string Currency => currency;

        public override Money? Paid => null;

        public override Money? Taken => null;

        public override string Title => "Credit out of goodwill";

        public override string DriverLink => "/drive/wallet";

        public override Outcome Take(Money amount) => amount.Amount <= most
            ? Outcome.Done
            : Refuse.NotNow("too_much_goodwill", $"At most {currency} {most:0.00} can be given at once out of goodwill.");

        public override Task GiveUpAsync(Money amount, string actorName, CancellationToken cancel) => Task.CompletedTask;
    }
}
