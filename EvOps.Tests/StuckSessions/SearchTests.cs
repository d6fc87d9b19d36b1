using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.StuckSessions;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Sessions;
using EvOps.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EvOps.Tests.StuckSessions;

/// <summary>Whatever is named is found, the best first, by whom it concerns.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Today = DateTimeOffset.UtcNow.AddHours(-2);

    private readonly EvOpsHost host = new();
    private Station harbour = null!;
    private Session anna = null!, open = null!, old = null!;
    private Standing driver = null!;

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        harbour = await host.AddStationAsync("Harbour 50% off");
        var (first, second) = (await host.AddChargePointAsync(harbour, "CP_01", connectors: 2), await host.AddChargePointAsync(harbour, "DE-77/A"));
        driver = host.AddPerson("anna.berg@search.local", Role.Driver);
        await host.Get<ChangePhone>().RunAsync(host.ActorOf(Role.Admin), driver.PersonId, "+49 171 3920001", default);
        await host.Get<SaveTag>().RunAsync(host.ActorOf(Role.Admin), "04A2B3C4", new TagWish(TagStatus.Accepted, UserId: driver.PersonId), default);
        old = await host.AddSessionAsync(harbour, second, SessionRecords.Morning, "ROAMING-7");
        anna = await host.AddSessionAsync(harbour, first, Today, "04A2B3C4", driver.PersonId);
        open = await host.AddSessionAsync(harbour, second, Today.AddHours(1), "ROAMING-8", stopWh: null);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_plug_is_found_by_the_code_on_it_however_it_is_written_or_read_out()
    {
        foreach (var code in new[] { "CP_01/2", "cp_01-2", " CP_01/2 ", "cp_01 2", "CP_01 Connector 2" }) Assert.Equal(["Connector CP_01/2 Exact"], await FoundAsync(code));
        Assert.Equal("Connector DE-77/A/1 Exact", (await FoundAsync("de-77/a-1"))[0]);
        Assert.Empty(await FoundAsync("CP_01/3"));
    }

    [Fact]
    public async Task A_charger_is_found_with_its_plugs_and_sessions_and_its_wildcards_stand_for_themselves()
    {
        Assert.Equal(["Charger CP_01 Exact", "Connector CP_01/1 Prefix", "Connector CP_01/2 Prefix", "Session anna.berg Contains"], (await FoundAsync("cp_01")).Order());
        Assert.Equal(["Charger CP_01 Prefix"], await FoundAsync("CP_0"));
        Assert.Equal(["Charger DE-77/A Contains", $"Session Tag {open.IdTag} Contains"], (await FoundAsync("77/")).Order());
        Assert.Empty(await FoundAsync("CP%1"));
        Assert.Empty(await FoundAsync("CPX01"));
        Assert.Equal(["Station Harbour 50% off Contains"], await FoundAsync("50%"));
        Assert.Empty(await FoundAsync("5_%"));
        Assert.Equal(["Station Harbour 50% off Prefix"], await FoundAsync("harb"));
    }

    [Fact]
    public async Task A_session_is_found_by_each_of_its_ids_and_by_a_part_of_the_short_one()
    {
        var id = old.Id.ToString();
        string[] names = [id, id.ToUpperInvariant(), old.RequestId.ToString(), $"{old.TransactionId}0"[..^1], old.ShortId, old.ShortId[..6], id[^14..], id[^17..].Replace("-", "", StringComparison.Ordinal), id[..14], id[..20]];

        // Transaction numbers begin at 1: shorter than anything that is searched for.
        foreach (var name in names.Where(name => name.Length > 1)) Assert.Contains((await HitsAsync(name)).Items, hit => hit.Text("id") == id);
        Assert.DoesNotContain((await HitsAsync(old.ShortId[..5])).Items, hit => hit.Text("kind") == "Session");
        Assert.Equal("Exact", (await HitsAsync(id)).Items[0].Text("match"));
    }

    [Fact]
    public async Task A_transaction_is_found_by_its_number()
    {
        await using (var db = host.OpenDb()) await db.Database.ExecuteSqlRawAsync("UPDATE sqlite_sequence SET seq = 4710 WHERE name = 'ChargerStarts'");
        var late = await host.AddSessionAsync(await host.AddStationAsync("Elsewhere"), await host.AddChargePointAsync(harbour, "LATE"), Today, "OTHER");

        Assert.Equal(4711, late.TransactionId);
        var hit = Assert.Single((await HitsAsync("4711")).Items);
        Assert.Equal((late.Id.ToString(), "Exact"), (hit.Text("id"), hit.Text("match")));
    }

    [Fact]
    public async Task A_driver_is_found_by_name_address_and_the_end_of_the_phone_number_and_his_sessions_with_him()
    {
        foreach (var name in new[] { "anna.berg", "ANNA.BERG@search", "erg@search", "+49 171 392 0001", "0171 3920001", "20001" })
        {
            var found = await FoundAsync(name, Role.Support);
            Assert.Contains(found, hit => hit.StartsWith("Driver anna.berg", StringComparison.Ordinal));
            Assert.Contains("Session anna.berg Contains", found);
        }

        Assert.DoesNotContain(await FoundAsync("001", Role.Support), hit => hit.StartsWith("Driver", StringComparison.Ordinal));
        var (_, answer) = await HitsAsync("20001", Role.Support);
        Assert.Equal((driver.PersonId.ToString(), anna.Id.ToString(), "CP_01", 1), (answer!.Value.Text("id"), answer.Value.Text("sessionId"), answer.Value.Text("chargePointId"), answer.Value.GetProperty("connectorId").GetInt32()));
        Assert.Equal("It came to 4 euros 14, which no wallet here was charged for.", answer.Value.Text("costSentence"));
    }

    [Fact]
    public async Task A_tag_is_found_whether_the_house_knows_it_or_not()
    {
        Assert.Equal(["Tag 04A2B3C4 Exact", "Session anna.berg Exact"], (await FoundAsync("04a2b3c4")).OrderDescending());
        Assert.Contains("Tag 04A2B3C4 Contains", await FoundAsync("2B3C"));
        Assert.Equal(["Session Tag ROAMING-8 Contains"], await FoundAsync("roaming"));
        Assert.Equal(["Session Tag ROAMING-7 Exact"], await FoundAsync("roaming-7"));
    }

    [Fact]
    public async Task Exact_comes_before_the_beginning_before_any_part_and_no_kind_has_more_than_eight()
    {
        for (var i = 0; i < 10; i++) await host.AddStationAsync($"Old Mill {i}");
        await host.AddStationAsync("Mill Lane");
        await host.AddStationAsync("Mill");

        var found = await FoundAsync("mill");

        Assert.Equal(["Station Mill Exact", "Station Mill Lane Prefix", "Station Old Mill 0 Contains"], found[..3]);
        Assert.Equal(FindAnything.MostOfAKind, found.Length);
        Assert.Null((await HitsAsync("mill")).Answer);
    }

    [Fact]
    public async Task Where_two_drivers_may_be_meant_nothing_is_read_out()
    {
        host.AddPerson("anna.bergmann@search.local", Role.Driver);

        Assert.Null((await HitsAsync("anna", Role.Support)).Answer);
        Assert.Equal(driver.PersonId.ToString(), (await HitsAsync("anna.berg", Role.Support)).Answer!.Value.Text("id"));
    }

    [Fact]
    public async Task Drivers_do_not_search_and_a_phone_number_finds_nobody_for_who_may_not_see_it()
    {
        var refused = await host.Client(Role.Driver).GetApiAsync("/v1/search?q=CP_01");
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (refused.Status, refused.Code));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().GetApiAsync("/v1/search?q=CP_01")).Status);

        Assert.Empty(await FoundAsync("3920001", Role.Operator));
        Assert.DoesNotContain("+49", Detail(await HitsAsync("anna.berg", Role.Operator)), StringComparison.Ordinal);
        Assert.Contains("+491713920001", Detail(await HitsAsync("anna.berg", Role.Support)), StringComparison.Ordinal);
        static string Detail((JsonElement[] Items, JsonElement? Answer) found) => found.Items.Single(hit => hit.Text("kind") == "Driver").Text("detail")!;
    }

    [Fact]
    public async Task Staff_who_drive_nothing_are_no_drivers()
    {
        host.AddPerson("kim.operator@search.local", Role.Operator);

        Assert.Empty(await FoundAsync("kim.op", Role.Support));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=%20x%20")]
    [InlineData("?q=LONG")]
    public async Task Too_little_and_too_much_is_refused_in_a_sentence(string query)
    {
        var refused = await host.Client(Role.Operator).GetApiAsync($"/v1/search{query.Replace("LONG", new string('x', 101), StringComparison.Ordinal)}");

        Assert.Equal((HttpStatusCode.BadRequest, "Search for 2 to 100 characters."), (refused.Status, refused.ErrorOf("q")));
    }

    [Theory]
    [InlineData("01234567-89ab-7def-8123-456789abcdef")]
    [InlineData("89abcdef")]
    [InlineData("4711")]
    [InlineData("04A2B3C4")]
    [InlineData("CP_01/2")]
    [InlineData("anna.berg")]
    public async Task Sessions_are_only_asked_for_what_they_are_indexed_by(string text)
    {
        var plans = await PlansAsync(() => host.Get<FindAnything>().RunAsync(host.ActorOf(Role.Support), text, TestContext.Current.CancellationToken));

        Assert.Contains(plans, plan => plan.Command.Contains("\"Sessions\"", StringComparison.Ordinal));
        var scans = plans.Where(plan => plan.Command.Contains("FROM \"Sessions\" AS \"s\"", StringComparison.Ordinal)).SelectMany(plan => plan.Lines.Where(line => line.StartsWith("SCAN TABLE Sessions", StringComparison.Ordinal) || line == "SCAN s" || line.StartsWith("SCAN s ", StringComparison.Ordinal)).Select(line => $"{line}\n{plan.Command}"));
        Assert.True(!scans.Any(), string.Join("\n\n", scans));
    }

    /// <summary>What SQLite makes of each query that runs meanwhile.</summary>
    private async Task<List<(string Command, List<string> Lines)>> PlansAsync(Func<Task> work)
    {
        List<(string Text, List<(string Name, object? Value)> Values)> commands = [];
        var source = host.Get<Infrastructure.Database.EvOpsDbFactory>().ConnectionString;
        // The house asks things of its own meanwhile.
        AsyncLocal<bool> isMine = new();
        using (DiagnosticListener.AllListeners.Subscribe(new Ears<DiagnosticListener>(listener =>
        {
            if (listener.Name == DbLoggerCategory.Name) listener.Subscribe(new Ears<KeyValuePair<string, object?>>(Heard));
        })))
        {
            isMine.Value = true;
            await work();
        }

        await using var connection = new SqliteConnection(source);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        List<(string, List<string>)> plans = [];
        foreach (var (text, values) in commands.ToList())
        {
            await using var explain = connection.CreateCommand();
            explain.CommandText = "EXPLAIN QUERY PLAN " + text;
            foreach (var (name, value) in values) explain.Parameters.AddWithValue(name, value ?? DBNull.Value);
            await using var reader = await explain.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            List<string> lines = [];
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) lines.Add(reader.GetString(3));
            plans.Add((text, lines));
        }
        return plans;

        void Heard(KeyValuePair<string, object?> heard)
        {
            if (!isMine.Value || heard.Key != RelationalEventId.CommandExecuting.Name || heard.Value is not CommandEventData { Command: var command } || command.Connection?.ConnectionString != source) return;
            if (!command.CommandText.StartsWith("SELECT", StringComparison.Ordinal)) return;
            lock (commands) commands.Add((command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
        }
    }

    private sealed class Ears<T>(Action<T> hear) : IObserver<T>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(T value) => hear(value);
    }

    private async Task<string[]> FoundAsync(string text, Role role = Role.Operator) =>
        [.. (await HitsAsync(text, role)).Items.Select(hit => $"{hit.Text("kind")} {hit.Text("title")} {hit.Text("match")}")];

    private async Task<(JsonElement[] Items, JsonElement? Answer)> HitsAsync(string text, Role role = Role.Operator)
    {
        var answer = await host.Client(role).GetApiAsync($"/v1/search?q={Uri.EscapeDataString(text)}");
        Assert.True(answer.Success, answer.Body.GetRawText());
        var items = answer.Data.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(items.Length, answer.Data.GetProperty("total").GetInt32());
        return (items, answer.Data.GetProperty("answer") is { ValueKind: JsonValueKind.Object } known ? known : null);
    }
}
