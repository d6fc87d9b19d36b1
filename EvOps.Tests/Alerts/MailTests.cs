using System.Text;
using System.Text.RegularExpressions;
using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EvOps.Tests.Alerts;

/// <summary>Notices go out through a real mail server on a socket: once each, whoever sends, whatever the server answers, and after a restart as well.</summary>
public sealed partial class MailTests
{
    private static readonly Role Driver = Role.Driver;

    [Fact]
    public async Task A_mail_is_plain_text_from_the_house_to_the_person_with_a_link()
    {
        await using var server = new MailServer();
        await using var host = await StartAsync(server, "Mail:PublicUrl=https://charge.test/");
        await host.TellAsync(host.PersonOf(Driver).PersonId, "Your session at Žižkov was ended", words: "You pay € 4.54.\n.\nThat is all.");

        var mail = await ReceivedAsync(host, server);

        Assert.Equal(("no-reply@evops.test", EvOpsHost.EmailOf(Driver)), (mail.From, Assert.Single(mail.Recipients)));
        Assert.Equal(("Your session at Žižkov was ended", "auto-generated"), (Decoded(mail["Subject"]!), mail["Auto-Submitted"]));
        Assert.StartsWith("text/plain; charset=utf-8", mail["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("You pay € 4.54.\n.\nThat is all.\n\nhttps://charge.test/drive/sessions/1\n\nYou can turn these mails off at https://charge.test/drive/notices", mail.Text.ReplaceLineEndings("\n").TrimEnd());
        var notice = Assert.Single(await host.NoticesAsync());
        Assert.Equal((MailState.Sent, 1, null, null), (notice.MailState, notice.MailAttempts, notice.MailDueAt, notice.MailFailure));
        Assert.Equal($"<{notice.Id}@evops.test>", mail["Message-ID"]);
        await host.SendMailsAsync();
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task Where_nobody_said_how_the_console_is_reached_a_mail_has_no_link()
    {
        await using var server = new MailServer();
        await using var host = await StartAsync(server);
        await host.TellAsync(host.PersonOf(Driver).PersonId);

        Assert.Equal("You can take your car.", (await ReceivedAsync(host, server)).Text.Trim());
    }

    [Theory]
    [InlineData("Free\r\nBcc: thief@evil.test")]
    [InlineData("Free\nBcc: thief@evil.test")]
    [InlineData("Free\u2028Bcc: thief@evil.test")]
    [InlineData("Free\u0085\u0000Bcc: thief@evil.test")]
    public async Task A_line_break_in_a_title_begins_no_other_header(string title)
    {
        await using var server = new MailServer();
        await using var host = await StartAsync(server);
        await host.TellAsync(host.PersonOf(Driver).PersonId, title);

        var mail = await ReceivedAsync(host, server);

        Assert.Equal([EvOpsHost.EmailOf(Driver)], mail.Recipients);
        Assert.Null(mail["Bcc"]);
        Assert.Equal("Free Bcc: thief@evil.test", Decoded(mail["Subject"]!));
    }

    [Fact]
    public async Task Without_a_mail_server_nothing_is_sent_and_the_notice_says_so()
    {
        await using var host = await EvOpsHost.StartAsync();
        await host.TellAsync(host.PersonOf(Driver).PersonId);

        await host.SendMailsAsync();

        var notice = Assert.Single(await host.NoticesAsync());
        Assert.Equal((MailState.NotSetUp, null, 0), (notice.MailState, notice.MailDueAt, notice.MailAttempts));
    }

    [Fact]
    public async Task Nobody_is_mailed_who_wants_none_was_shut_out_or_never_confirmed_the_address()
    {
        await using var server = new MailServer();
        server.Answers["MAIL"] = "451 Later";
        await using var host = await StartAsync(server);
        var (unwilling, late) = (host.AddPerson("unwilling@test.local", Driver), host.AddPerson("late@test.local", Driver));
        var (disabled, invited) = (host.AddPerson("disabled@test.local", Driver), host.AddPerson("invited@test.local", Driver));
        await using (var db = host.OpenDb())
        {
            (await db.People.SingleAsync(p => p.Id == invited.PersonId)).EmailConfirmed = false;
            await db.SaveChangesAsync();
        }

        Assert.True((await host.Get<ChooseMail>().RunAsync(ActorOf(unwilling), false, default)).IsDone);
        foreach (var person in (Standing[])[unwilling, late, disabled, invited]) await host.TellAsync(person.PersonId);
        Assert.Equal([MailState.NotWanted, MailState.Waiting, MailState.Waiting, MailState.NotWanted], (await host.NoticesAsync()).Select(n => n.MailState));
        await host.SendMailsAsync();

        Assert.True((await host.Get<DisablePerson>().RunAsync(host.ActorOf(Role.Admin), disabled.PersonId, default)).IsDone);
        Assert.True((await host.Get<ChooseMail>().RunAsync(ActorOf(late), false, default)).IsDone);
        server.Answers.Clear();
        host.Clock!.Advance(TimeSpan.FromMinutes(5));
        await HostChargers.UntilAsync(async () =>
        {
            await host.SendMailsAsync();
            return (await host.NoticesAsync()).TrueForAll(n => n.MailDueAt is null);
        });

        Assert.All(await host.NoticesAsync(), notice => Assert.Equal(MailState.NotWanted, notice.MailState));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Who_wants_mail_again_gets_it_and_the_choice_stands_in_the_audit_trail()
    {
        await using var server = new MailServer();
        await using var host = await StartAsync(server);
        var (choose, driver) = (host.Get<ChooseMail>(), host.ActorOf(Driver));
        Assert.True((await choose.FindAsync(driver, default)).Value);
        await choose.RunAsync(driver, false, default);
        Assert.False((await choose.FindAsync(driver, default)).Value);
        await choose.RunAsync(driver, true, default);

        await host.TellAsync(host.PersonOf(Driver).PersonId);

        await ReceivedAsync(host, server);
        await using var db = host.OpenDb();
        Assert.Equal(["wants no mail", "wants mail"], (await db.AuditEntries.Where(e => e.Action == "choose mail").ToListAsync()).OrderBy(e => e.Id).Select(e => e.Details));
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_is_tried_again_each_time_after_twice_as_long_and_given_up_after_three_days_with_the_reason()
    {
        await using var server = new MailServer();
        server.Answers["."] = "451 4.3.0 The disk is full";
        await using var host = await StartAsync(server);
        await host.TellAsync(host.PersonOf(Driver).PersonId);
        var begun = host.Clock!.GetUtcNow();

        Notice notice;
        for (var attempt = 1; ; attempt++)
        {
            notice = await AttemptedAsync(host, attempt);
            if (notice.MailState == MailState.GivenUp) break;

            var wait = notice.MailDueAt!.Value - host.Clock.GetUtcNow();
            var shortest = Math.Min(Math.Pow(2, attempt - 1), 360);
            Assert.InRange(wait.TotalMinutes, shortest, shortest * 1.25);
            Assert.Contains("The disk is full", notice.MailFailure, StringComparison.Ordinal);
            // Not a moment earlier.
            host.Clock.Advance(wait - TimeSpan.FromSeconds(1));
            await host.SendMailsAsync();
            Assert.Equal(attempt, Assert.Single(await host.NoticesAsync()).MailAttempts);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(host.Clock.GetUtcNow() - begun, TimeSpan.FromDays(2.5), TimeSpan.FromDays(3));
        Assert.InRange(notice.MailAttempts, 15, 25);
        Assert.Null(notice.MailDueAt);
        Assert.Contains("The disk is full", notice.MailFailure, StringComparison.Ordinal);
        server.Answers.Clear();
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.SendMailsAsync();
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_mailbox_that_is_none_is_given_up_at_once_and_one_that_is_busy_is_not()
    {
        await using var server = new MailServer();
        await using var host = await StartAsync(server);
        server.Answers["RCPT"] = "450 4.2.1 Busy";
        await host.TellAsync(host.PersonOf(Driver).PersonId);
        Assert.Equal(MailState.Waiting, (await AttemptedAsync(host, 1)).MailState);

        server.Answers["RCPT"] = "550 5.1.1 No such user";
        host.Clock!.Advance(TimeSpan.FromMinutes(2));

        var notice = await AttemptedAsync(host, 2);
        Assert.Equal((MailState.GivenUp, null), (notice.MailState, notice.MailDueAt));
        Assert.Contains("No such user", notice.MailFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_silent_keeps_nobody_waiting_for_ever()
    {
        await using var server = new MailServer();
        server.Answers["MAIL"] = "";
        await using var host = await StartAsync(server);
        await host.TellAsync(host.PersonOf(Driver).PersonId);
        var sending = host.SendMailsAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(server.Commands.Contains("MAIL")));

        await HostChargers.UntilAsync(async () =>
        {
            host.Clock!.Advance(TimeSpan.FromSeconds(1));
            return (await host.NoticesAsync())[0].MailFailure is not null;
        });

        await sending;
        var notice = Assert.Single(await host.NoticesAsync());
        Assert.Equal((MailState.Waiting, "The mail server did not answer within 30 s."), (notice.MailState, notice.MailFailure));
    }

    [Fact]
    public async Task What_waits_when_the_house_is_closed_goes_out_when_it_is_opened_again()
    {
        await using var server = new MailServer();
        server.Answers["MAIL"] = "421 Closing";
        await using var host = await StartAsync(server);
        await host.TellAsync(host.PersonOf(Driver).PersonId);
        await AttemptedAsync(host, 1);
        await host.StopAsync();
        server.Answers.Clear();
        host.Clock!.Advance(TimeSpan.FromMinutes(2));

        await host.StartAgainAsync();

        Assert.Equal("You can take your car.", (await ReceivedAsync(host, server)).Text.Trim());
        Assert.Equal((MailState.Sent, 2), (await host.NoticesAsync()).Select(n => (n.MailState, n.MailAttempts)).Single());
    }

    [Fact]
    public async Task Eight_senders_at_once_send_each_mail_once()
    {
        await using var server = new MailServer();
        var gate = new TaskCompletionSource();
        server.Gate = gate.Task;
        await using var host = await StartAsync(server);
        var driver = host.PersonOf(Driver).PersonId;
        for (var i = 0; i < 20; i++) await host.TellAsync(driver, $"Number {i}");

        var senders = Enumerable.Range(0, 8).Select(_ => ActivatorUtilities.CreateInstance<SendMails>(host.Services)).ToList();
        var sending = Task.WhenAll(senders.Select(sender => Task.Run(() => sender.RunAsync(default))));
        await HostChargers.UntilAsync(() => Task.FromResult(server.Commands.Count(c => c == "DATA") > 1));
        gate.SetResult();
        await sending;
        await HostChargers.UntilAsync(async () =>
        {
            await host.SendMailsAsync();
            return (await host.NoticesAsync()).TrueForAll(n => n.MailState == MailState.Sent);
        });

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"Number {i}").Order(), server.Received.Select(m => Decoded(m["Subject"]!)).Order());
        Assert.All(await host.NoticesAsync(), notice => Assert.Equal(1, notice.MailAttempts));
    }

    [Fact]
    public async Task A_sender_that_died_while_sending_leaves_it_to_the_others_when_its_lease_is_over()
    {
        await using var server = new MailServer();
        await using var host = await StartAsync(server, "Mail:Host=");
        await host.TellAsync(host.PersonOf(Driver).PersonId);
        var now = host.Clock!.GetUtcNow();
        var notice = new Notice(host.PersonOf(Driver).PersonId, NoticeKind.BillDecided, "Taken", "By one who died.", "/drive", null, MailState.Waiting, now);
        Assert.True(notice.TakeForMailing(now));
        await using (var db = host.OpenDb())
        {
            db.Notices.Add(notice);
            await db.SaveChangesAsync();
        }

        var options = host.Get<IOptions<MailOptions>>();
        Assert.False(options.Value.IsOn);
        var other = ActivatorUtilities.CreateInstance<SendMails>(host.Services, Options.Create(Of(server)), ActivatorUtilities.CreateInstance<SmtpPost>(host.Services, Options.Create(Of(server))));
        host.Clock.Advance(Notice.MailLease - TimeSpan.FromSeconds(1));
        await other.RunAsync(default);
        Assert.Empty(server.Received);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await other.RunAsync(default);

        Assert.Equal("Taken", Decoded(Assert.Single(server.Received)["Subject"]!));
    }

    [Theory]
    [InlineData("Mail:From", "Mail:Host=mail.test")]
    [InlineData("Mail:From", "Mail:Host=mail.test", "Mail:From=nobody")]
    [InlineData("Mail:UserName", "Mail:Password=very-secret-word")]
    [InlineData("Mail:PublicUrl", "Mail:PublicUrl=charge.test")]
    [InlineData("Mail:Port", "Mail:Port=70000")]
    public async Task A_setting_that_is_wrong_is_named_at_the_start_and_the_password_never_is(string named, params string[] settings)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => EvOpsHost.StartAsync(settings: settings));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret-word", refused.ToString(), StringComparison.Ordinal);
    }

    // Only the test sends: the house's own job stands still until the house is opened again.
    private static async Task<EvOpsHost> StartAsync(MailServer server, params string[] more)
    {
        var host = await EvOpsHost.StartAsync(new FakeClock(), [.. server.Settings, .. more]);
        Assert.True((await host.Get<ControlJob>().RunAsync(host.ActorOf(Role.Admin), "Send mail", JobCommand.Pause, default)).IsDone);
        return host;
    }

    private static MailOptions Of(MailServer server) => new() { Host = "127.0.0.1", Port = server.Port, From = "no-reply@evops.test", UseTls = false };

    private static Actor ActorOf(Standing person) => new(person.PersonId, person.Email, person.Roles, "test");

    // After a restart the house's own job may be at it already: then its attempt is waited for.
    private static async Task<ReceivedMail> ReceivedAsync(EvOpsHost host, MailServer server)
    {
        await HostChargers.UntilAsync(async () =>
        {
            await host.SendMailsAsync();
            return (await host.NoticesAsync()).TrueForAll(n => n.MailState == MailState.Sent);
        });
        return Assert.Single(server.Received);
    }

    private static async Task<Notice> AttemptedAsync(EvOpsHost host, int attempt)
    {
        await host.SendMailsAsync();
        var notice = Assert.Single(await host.NoticesAsync());
        Assert.Equal(attempt, notice.MailAttempts);
        return notice;
    }

    // RFC 2047: words of a header that ASCII cannot say.
    private static string Decoded(string header) => EncodedWord().Replace(header, word => Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups["text"].Value)));

    [GeneratedRegex(@"=\?utf-8\?B\?(?<text>[^?]*)\?=\s?", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
