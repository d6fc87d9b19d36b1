using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>Job: messages that are old enough go, in portions, each in turn with others who write.</summary>
public sealed class ForgetMessages(IDbContextFactory<EvOpsDb> databases, SqliteWriteGate gate, IOptions<OcppOptions> options, TimeProvider time)
{
    private const int Portion = 2_000;

    public async Task RunAsync(CancellationToken cancel)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.MessageRetentionDays);
        await using var db = await databases.CreateDbContextAsync(cancel);
        while (true)
        {
            // They are stored in the order in which they were answered, which is nearly that of their times: the old ones come first.
            var first = await db.OcppMessages.OrderBy(m => m.Id).Select(m => new { m.Id, m.At }).Take(Portion).ToListAsync(cancel);
            if (first.FindLast(m => m.At < before) is not { } last) return;

            using (await gate.EnterAsync(cancel)) await db.OcppMessages.Where(m => m.Id <= last.Id && m.At < before).ExecuteDeleteAsync(cancel);
            if (first[^1].At >= before || first.Count < Portion) return;
        }
    }
}
