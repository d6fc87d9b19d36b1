using System.Net;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Users;

/// <summary>Tags over the API, and what chargers are told of them.</summary>
public sealed class TagsTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private readonly HttpClient http = host.Client(Role.Operator);

    [Fact]
    public async Task A_tag_is_entered_read_changed_and_removed()
    {
        var owner = host.PersonOf(Role.Driver).PersonId;
        var saved = await http.PutApiAsync("/v1/tags/ab12", new { status = "Accepted", expiryDate = "2030-01-01T00:00:00+01:00", parentIdTag = "family", userId = owner });
        Assert.Equal(HttpStatusCode.OK, saved.Status);

        var read = (await http.GetApiAsync("/v1/tags/AB12")).Data;
        Assert.Equal(saved.Data.GetRawText(), read.GetRawText());
        Assert.Equal($$"""{"idTag":"AB12","status":"Accepted","expiryDate":"2029-12-31T23:00:00Z","parentIdTag":"FAMILY","userId":"{{owner}}"}""", read.GetRawText());

        await http.PutApiAsync("/v1/tags/AB12", new { status = "Blocked" });
        Assert.Equal("""{"idTag":"AB12","status":"Blocked","expiryDate":null,"parentIdTag":null,"userId":null}""", (await http.GetApiAsync("/v1/tags/ab12")).Data.GetRawText());

        Assert.Equal("AB12", (await http.DeleteApiAsync("/v1/tags/ab12")).Data.GetProperty("idTag").GetString());
        var gone = await http.GetApiAsync("/v1/tags/ab12");
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        Assert.Equal("tag_not_found", gone.Code);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteApiAsync("/v1/tags/ab12")).Status);
    }

    [Fact]
    public async Task A_tag_may_have_any_visible_character()
    {
        var saved = await http.PutApiAsync($"/v1/tags/{Uri.EscapeDataString("DE*ABC-é /1")}", new { status = "Accepted" });

        Assert.Equal("DE*ABC-É /1", saved.Data.GetProperty("idTag").GetString());
        Assert.Equal(HttpStatusCode.OK, (await http.DeleteApiAsync($"/v1/tags/{Uri.EscapeDataString("DE*ABC-é /1")}")).Status);
    }

    [Fact]
    public async Task A_tag_too_long_or_an_owner_who_is_none_is_named()
    {
        var tooLong = await http.PutApiAsync($"/v1/tags/{new string('A', 256)}", new { status = "Accepted" });
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.Status);
        Assert.Equal("A tag has 1 to 255 characters.", tooLong.ErrorOf("idTag"));

        var nobody = await http.PutApiAsync("/v1/tags/AB13", new { status = "Accepted", userId = Guid.NewGuid() });
        Assert.Equal("There is no person with this id.", nobody.ErrorOf("userId"));
    }

    [Fact]
    public async Task Many_who_enter_the_same_tag_at_once_leave_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => http.PutApiAsync("/v1/tags/rush", new { status = i % 2 == 0 ? "Accepted" : "Blocked" })));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(1, (await http.GetApiAsync("/v1/tags?search=rush")).Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_list_has_items_total_limit_and_offset()
    {
        for (var i = 0; i < 5; i++) await http.PutApiAsync($"/v1/tags/page-{i}", new { status = i == 4 ? "Blocked" : "Accepted" });

        var page = (await http.GetApiAsync("/v1/tags?search=PAGE-&limit=2&offset=1")).Data;

        Assert.Equal((5, 2, 1), (page.GetProperty("total").GetInt32(), page.GetProperty("limit").GetInt32(), page.GetProperty("offset").GetInt32()));
        Assert.Equal(["PAGE-1", "PAGE-2"], page.GetProperty("items").EnumerateArray().Select(tag => tag.GetProperty("idTag").GetString()));
        Assert.Equal(1, (await http.GetApiAsync("/v1/tags?search=page-&status=blocked")).Data.GetProperty("total").GetInt32());
        Assert.Equal(0, (await http.GetApiAsync("/v1/tags?search=page-&offset=100")).Data.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData(Role.Support)]
    [InlineData(Role.Driver)]
    public async Task Who_may_not_keep_tags_gets_403(Role role)
    {
        var other = host.Client(role);

        Assert.Equal(HttpStatusCode.Forbidden, (await other.PutApiAsync("/v1/tags/X", new { status = "Accepted" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.DeleteApiAsync("/v1/tags/X")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetApiAsync("/v1/tags")).Status);
    }

    [Theory]
    [InlineData(TagStatus.Accepted, 1, TagStatus.Accepted)]
    [InlineData(TagStatus.Accepted, 0, TagStatus.Expired)]
    [InlineData(TagStatus.Accepted, -1, TagStatus.Expired)]
    [InlineData(TagStatus.Blocked, -1, TagStatus.Blocked)]
    [InlineData(TagStatus.Invalid, 1, TagStatus.Invalid)]
    public async Task An_accepted_tag_expires_with_its_day(TagStatus status, int hours, TagStatus answered)
    {
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), "until", new TagWish(status, now.AddHours(hours), "family"), default);

        var answer = await AskAsync(host, "UNTIL", now);

        Assert.Equal((true, answered, "FAMILY"), (answer.IsKnown, answer.Status, answer.ParentValue));
    }

    [Fact]
    public async Task A_stranger_is_invalid_unless_the_settings_let_strangers_in()
    {
        Assert.Equal(TagStatus.Invalid, (await AskAsync(host, "stranger", DateTimeOffset.UnixEpoch)).Status);

        await using var open = await EvOpsHost.StartAsync(settings: ["Users:UnknownTags=Accept"]);
        var answer = await AskAsync(open, "stranger", DateTimeOffset.UnixEpoch);
        Assert.Equal((false, TagStatus.Accepted), (answer.IsKnown, answer.Status));
    }

    private static async Task<TagAnswer> AskAsync(EvOpsHost house, string idTag, DateTimeOffset now)
    {
        await using var db = house.OpenDb();
        return await house.Get<AuthorizeTag>().AskAsync(db, idTag, now, default);
    }
}
