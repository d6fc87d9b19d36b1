using System.Net;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Database;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;

namespace EvOps.Tests.Alerts;

/// <summary>What people are told is theirs alone, is told once, and stays until they have read it.</summary>
public sealed class NoticesTests
{
    [Fact]
    public async Task One_sees_what_one_was_told_newest_first_and_says_that_it_was_read()
    {
        await using var host = await EvOpsHost.StartAsync(new FakeClock());
        var driver = host.PersonOf(Role.Driver).PersonId;
        foreach (var title in (string[])["First", "Second", "Third"])
        {
            await host.TellAsync(driver, title);
            host.Clock!.Advance(TimeSpan.FromMinutes(1));
        }

        var http = host.Client(Role.Driver);
        var page = await http.GetApiAsync("/v1/notices?limit=2");
        var items = page.Data.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["Third", "Second"], items.Select(i => i.Text("title")));
        Assert.Equal((3, "SESSION_ENDED", "/drive/sessions/1", null, "NOT_SET_UP"), (page.Data.GetProperty("total").GetInt32(), items[0].Text("kind"), items[0].Text("link"), items[0].Text("readAt"), items[0].Text("mailStatus")));

        Assert.Equal(1, await ReadAsync(http, new { ids = new[] { items[0].Text("id") } }));
        Assert.Equal(0, await ReadAsync(http, new { ids = new[] { items[0].Text("id") } }));
        Assert.Equal(["Second", "First"], (await http.GetApiAsync("/v1/notices?unread=true")).Data.GetProperty("items").EnumerateArray().Select(i => i.Text("title")));
        Assert.Equal(2, await ReadAsync(http, null));
        Assert.Equal(0, (await http.GetApiAsync("/v1/notices?unread=true")).Data.GetProperty("total").GetInt32());
        Assert.NotNull((await http.GetApiAsync("/v1/notices")).Data.GetProperty("items")[2].Text("readAt"));
    }

    [Fact]
    public async Task Nobody_sees_or_reads_what_another_was_told_whatever_his_role()
    {
        await using var host = await EvOpsHost.StartAsync();
        await host.TellAsync(host.PersonOf(Role.Driver).PersonId);
        var notice = Assert.Single(await host.NoticesAsync());

        foreach (var role in new[] { Role.Admin, Role.Operator, Role.Support })
        {
            var http = host.Client(role);
            Assert.Equal(0, (await http.GetApiAsync("/v1/notices")).Data.GetProperty("total").GetInt32());
            Assert.Equal(0, await ReadAsync(http, new { ids = new[] { notice.Id } }));
            Assert.Equal(0, await ReadAsync(http, new { }));
        }

        Assert.Null(Assert.Single(await host.NoticesAsync()).ReadAt);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().GetApiAsync("/v1/notices")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().PostApiAsync("/v1/notices/read", new { })).Status);
    }

    [Fact]
    public async Task The_same_thing_is_told_once_to_each_however_many_tell_it()
    {
        await using var host = await EvOpsHost.StartAsync();
        var (driver, other) = (host.PersonOf(Role.Driver).PersonId, host.PersonOf(Role.Support).PersonId);

        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Races.DecideAgainAsync(() => host.TellAsync(driver, key: "free/1")))));
        Assert.True(await host.TellAsync(other, key: "free/1"));
        Assert.True(await host.TellAsync(driver, key: "free/2"));

        Assert.Single(told, one => one);
        Assert.Equal([("free/1", driver), ("free/1", other), ("free/2", driver)], (await host.NoticesAsync()).Select(n => (n.DedupeKey!, n.PersonId)));
    }

    [Fact]
    public async Task A_notice_leads_nowhere_outside_the_console()
    {
        await using var host = await EvOpsHost.StartAsync();
        await using var db = host.OpenDb();
        foreach (var link in (string[])["https://evil.test/", "//evil.test/", "drive", ""])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => host.Get<Notices>().AddAsync(
                db, host.PersonOf(Role.Driver).PersonId, default, "x", "x", link, null, DateTimeOffset.UnixEpoch, default));
        }
    }

    [Fact]
    public async Task More_at_once_than_can_be_read_is_refused()
    {
        await using var host = await EvOpsHost.StartAsync();

        var refused = await host.Client(Role.Driver).PostApiAsync("/v1/notices/read", new { ids = Enumerable.Range(0, ReadNotices.MostAtOnce + 1).Select(_ => Guid.NewGuid()) });

        Assert.Equal((HttpStatusCode.BadRequest, "At most 500 at once."), (refused.Status, refused.ErrorOf("ids")));
    }

    private static async Task<int> ReadAsync(HttpClient http, object? body)
    {
        var answer = await http.PostApiAsync("/v1/notices/read", body);
        Assert.True(answer.Success, answer.Body.GetRawText());
        return answer.Data.GetProperty("read").GetInt32();
    }
}
