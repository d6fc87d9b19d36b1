using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using EvOps.Web.Users;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Users;

/// <summary>Every command of a person leaves a line, and lines stay as they were written.</summary>
public sealed class AuditTrailTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private Actor Admin => host.ActorOf(Role.Admin);

    [Fact]
    public async Task Every_command_on_people_and_tags_is_written_down()
    {
        var invitation = (await host.Get<InvitePerson>().RunAsync(Admin, "trail@test.local", "Trail", [Role.Driver], default)).Value;
        var id = invitation.PersonId;
        var link = (await host.Get<RenewInvite>().RunAsync(Admin, id, default)).Value;
        await host.Get<AcceptInvite>().RunAsync(link.Token, EvOpsHost.Password, "test", default);
        await host.Client().PostApiAsync("/v1/auth/login", new { email = "trail@test.local", password = "wrong" });
        await host.Client().PostApiAsync("/v1/auth/login", new { email = "trail@test.local", password = EvOpsHost.Password });
        await host.Get<ChangeRoles>().RunAsync(Admin, id, [Role.Operator], default);
        await host.Get<DisablePerson>().RunAsync(Admin, id, default);
        await host.Get<EnablePerson>().RunAsync(Admin, id, default);
        await host.Get<SaveTag>().RunAsync(Admin, "trail-tag", new TagWish(TagStatus.Blocked), default);
        await host.Get<RemoveTag>().RunAsync(Admin, "trail-tag", default);

        Assert.Equal(
            [
                "invite person: done", "make invite link: done", "set password: done", "sign in: wrong password", "sign in: done",
                "change roles: done", "disable person: done", "enable person: done",
            ],
            await LinesOfAsync("user", id.ToString()));
        Assert.Equal(["save tag: done", "remove tag: done"], await LinesOfAsync("tag", "TRAIL-TAG"));
    }

    [Fact]
    public async Task What_was_refused_is_written_down_with_the_reason()
    {
        var driver = host.ActorOf(Role.Driver);
        var id = host.PersonOf(Role.Support).PersonId;
        await host.Get<DisablePerson>().RunAsync(driver, id, default);
        await host.Get<ChangeRoles>().RunAsync(Admin, id, [], default);
        await host.Get<SaveTag>().RunAsync(driver, "refused-tag", new TagWish(TagStatus.Accepted), default);

        Assert.Equal(
            ["disable person: Your role does not allow you to disable accounts.", "change roles: At least one role is needed."],
            await LinesOfAsync("user", id.ToString()));
        Assert.Equal(["save tag: Your role does not allow you to change tags."], await LinesOfAsync("tag", "REFUSED-TAG"));
    }

    [Fact]
    public async Task A_line_says_who_did_it_and_from_where()
    {
        await host.Client(Role.Operator).PutApiAsync("/v1/tags/from-where", new { status = "Accepted" });

        await using var db = host.OpenDb();
        var line = await db.AuditEntries.SingleAsync(e => e.SubjectId == "FROM-WHERE");
        Assert.Equal(EvOpsHost.EmailOf(Role.Operator), line.Who);
        Assert.Equal(host.PersonOf(Role.Operator).PersonId, line.UserId);
        Assert.Equal("API, 127.0.0.1", line.Origin);
    }

    [Fact]
    public async Task A_line_cannot_be_changed()
    {
        await host.Get<AuditTrail>().RecordAsync(Admin, "test", "test", "unchanged", "done", null, default);
        await using var db = host.OpenDb();
        var line = await db.AuditEntries.SingleAsync(e => e.SubjectId == "unchanged");

        db.Entry(line).Property(e => e.Outcome).CurrentValue = "something else";

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task Texts_longer_than_their_columns_are_cut_and_not_lost()
    {
        await host.Get<AuditTrail>().RecordAsync(Admin, "test long", "test", new string('s', 5000), new string('o', 5000), new string('d', 5000), default);

        await using var db = host.OpenDb();
        var line = await db.AuditEntries.SingleAsync(e => e.Action == "test long");
        Assert.Equal((255, 1000, 4000), (line.SubjectId.Length, line.Outcome.Length, line.Details!.Length));
    }

    [Fact]
    public async Task The_list_is_newest_first_and_filtered_in_the_database()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero));
        await using var house = await EvOpsHost.StartAsync(clock);
        var (admin, support) = (house.ActorOf(Role.Admin), house.ActorOf(Role.Support));
        await house.Get<AuditTrail>().RecordAsync(admin, "unlock connector", "charge point", "CP-1", "done", null, default);
        clock.Advance(TimeSpan.FromHours(2));
        await house.Get<AuditTrail>().RecordAsync(support, "stop session", "session", "S_1", "There is no such session.", "at CP-1", default);
        clock.Advance(TimeSpan.FromHours(1));
        await house.Get<AuditTrail>().RecordAsync(support, "stop session", "session", "SX1", "done", null, default);

        async Task<string> Subjects(AuditFilter filter, int limit = 50, int offset = 0)
        {
            var page = (await house.Get<ListAudit>().RunAsync(admin, filter, limit, offset, default)).Value;
            return $"{page.Total}: {string.Join(" ", page.Items.Select(line => line.SubjectId))}";
        }

        Assert.Equal("3: SX1 S_1 CP-1", await Subjects(new()));
        Assert.Equal("3: S_1", await Subjects(new(), limit: 1, offset: 1));
        Assert.Equal("2: SX1 S_1", await Subjects(new(Who: "SUPPORT")));
        Assert.Equal("2: S_1 CP-1", await Subjects(new(What: "cp-1")));
        Assert.Equal("1: S_1", await Subjects(new(What: "s_1")));
        Assert.Equal("1: S_1", await Subjects(new(OnlyRefused: true)));
        Assert.Equal("2: SX1 S_1", await Subjects(new(From: new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero))));
        Assert.Equal("1: CP-1", await Subjects(new(To: new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero))));
    }

    [Fact]
    public async Task The_export_has_every_line_that_matches_however_many_share_a_moment()
    {
        await using var house = await EvOpsHost.StartAsync(new FakeClock());
        var admin = house.ActorOf(Role.Admin);
        for (var i = 0; i < 7; i++) await house.Get<AuditTrail>().RecordAsync(admin, "count", "test", $"{i}", "done", null, default);

        var lines = await house.Get<ListAudit>().AllAsync(admin, new(What: "count"), 3, default).Select(line => line.SubjectId).ToListAsync();

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], lines.Order());
    }

    [Fact]
    public async Task The_export_is_csv_for_administrators_only()
    {
        await host.Get<AuditTrail>().RecordAsync(Admin, "export me", "test", "=cmd()", "no, \"never\"", null, default);

        var csv = await host.Browser(Role.Admin).GetStringAsync("/audit/export.csv?what=export");

        Assert.Equal("at,who,origin,action,subject kind,subject,outcome,details,correlation id", csv.Split('\n')[0].TrimEnd());
        Assert.Contains("export me,test,'=cmd(),\"no, \"\"never\"\"\",", csv, StringComparison.Ordinal);
        var refused = await host.Browser(Role.Operator).GetAsync("/audit/export.csv");
        Assert.Equal("/access-denied", refused.Headers.Location!.AbsolutePath);
    }

    private async Task<List<string>> LinesOfAsync(string kind, string id)
    {
        await using var db = host.OpenDb();
        return await db.AuditEntries.Where(e => e.SubjectKind == kind && e.SubjectId == id).OrderBy(e => e.At).ThenBy(e => e.Id)
            .Select(e => e.Action + ": " + e.Outcome).ToListAsync();
    }
}
