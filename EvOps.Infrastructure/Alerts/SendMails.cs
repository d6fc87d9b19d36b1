using EvOps.Domain.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Alerts;

/// <summary>
/// Job: sends the mails of notices that wait. Each is taken before it is sent, so that of two nodes one sends it; one that crashed while
/// sending leaves it to the others when its lease is over. A server that is away is asked once a run, not once a mail.
/// </summary>
public sealed partial class SendMails(
    IDbContextFactory<EvOpsDb> databases, SmtpPost post, IOptions<MailOptions> options, TimeProvider time, ILogger<SendMails> log)
{
    private const int MostAtOnce = 50;

    public async Task RunAsync(CancellationToken cancel)
    {
        if (!options.Value.IsOn) return;

        foreach (var id in await DueAsync(cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (await TakeAsync(id, cancel) is not { } letter) continue;

            var posting = await post.SendAsync(letter, cancel);
            // What the server took is written down even while the house shuts down.
            await Races.DecideAgainAsync(() => NoteAsync(letter, posting));
            if (posting.IsServerAway) return;
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Notices.Where(n => n.MailDueAt != null && n.MailDueAt <= now).OrderBy(n => n.MailDueAt).Select(n => n.Id).Take(MostAtOnce).ToListAsync(cancel);
    }

    private async Task<Letter?> TakeAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var notice = await db.Notices.SingleAsync(n => n.Id == id, cancel);
        if (notice.MailState != MailState.Waiting || notice.MailDueAt > time.GetUtcNow()) return null;

        // Asked now, not when it was written: who was shut out since, or wants none any more, gets none.
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == notice.PersonId, cancel);
        if (!person.MayBeMailed) notice.DropMail();
        var isTaken = notice.TakeForMailing(time.GetUtcNow());
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException lost) when (Races.IsLostRace(lost))
        {
            return null;
        }

        if (notice.MailState == MailState.GivenUp) GaveUp(id, notice.MailFailure!);
        return isTaken ? Letter.Of(notice, person.Email!, options.Value.PublicUrl) : null;
    }

    private async Task<bool> NoteAsync(Letter letter, Posting posting)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var notice = await db.Notices.SingleAsync(n => n.Id == letter.NoticeId, CancellationToken.None);
        if (posting.Failure is { } reason) notice.NoteMailFailed(reason, posting.IsFinal, time.GetUtcNow(), Random.Shared.NextDouble());
        else notice.NoteMailed(time.GetUtcNow());
        await db.SaveChangesAsync(CancellationToken.None);

        if (notice.MailState == MailState.GivenUp) GaveUp(letter.NoticeId, notice.MailFailure!);
        else if (posting.Failure is { } failure) Failed(letter.NoticeId, notice.MailAttempts, failure);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The mail of notice {NoticeId} was not taken (attempt {Attempt}): {Reason}")]
    private partial void Failed(Guid noticeId, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "The mail of notice {NoticeId} was given up: {Reason}")]
    private partial void GaveUp(Guid noticeId, string reason);
}
