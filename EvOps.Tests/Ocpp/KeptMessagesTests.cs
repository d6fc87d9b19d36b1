using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Ocpp;
using EvOps.Simulator;
using EvOps.Tests.Database;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EvOps.Tests.Ocpp;

/// <summary>What chargers said is found days later, for as long as it is kept, and no charger ever waits for that.</summary>
public sealed class KeptMessagesTests
{
    private const string Identity = "TALKER";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_said_is_there_after_the_house_closed_and_opened_again()
    {
        await using var house = await OcppHouse.OpenAsync();
        await using (var charger = await house.ChargerAsync(Identity))
        {
            charger.OnCall = (_, _) => Task.FromResult<JsonObject?>(new JsonObject { ["configurationKey"] = new JsonArray(new JsonObject { ["key"] = "AuthorizationKey", ["value"] = "hunter2hunter2" }) });
            await charger.CallAsync("Heartbeat");
            await house.Host.Client(Role.Admin).PostApiAsync($"/v1/charge-points/{Identity}/commands/GetConfiguration", new { });
        }

        // The clock stands still: nothing but the closing writes them.
        Assert.Empty(await StoredAsync(house.Host));
        await house.Host.StopAsync();
        await house.Host.StartAgainAsync();

        Assert.Equal(["BootNotification", "GetConfiguration", "Heartbeat"], (await StoredAsync(house.Host)).Select(m => m.Action).Order());
        var asked = Assert.Single(await MessagesAsync(house.Host, "action=GetConfiguration"));
        Assert.Equal(("Out", "Answered"), (Text(asked, "direction"), Text(asked, "outcome")));
        Assert.Contains("***", Text(asked, "result"), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", asked.GetRawText(), StringComparison.Ordinal);
        await using var db = house.Host.OpenDb();
        Assert.DoesNotContain(await db.Set<AuditEntry>().Select(entry => entry.Details).ToListAsync(Cancel), details => details?.Contains("hunter2", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Messages_are_found_by_action_words_direction_and_trouble_and_page_by_page()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Ocpp:UnknownChargePoints=Accept"]);
        await using var charger = await host.ConnectAsync(Identity);
        charger.OnCall = (_, _) => Task.FromResult<JsonObject?>(new JsonObject { ["status"] = "Rejected" });
        await charger.BootAsync();
        for (var i = 0; i < 5; i++) await charger.ReportAsync(1, i % 2 == 0 ? "Available" : "Preparing");
        await charger.SendRawAsync("""[2,"t","Teleport",{"to":"Mars 100%"}]""");
        await charger.ReceiveRawAsync();
        await host.Client(Role.Admin).PostApiAsync($"/v1/charge-points/{Identity}/commands/ClearCache", new { });
        // Some of them written, the rest still in memory: nobody can tell.
        await HostChargers.UntilAsync(async () => (await StoredAsync(host)).Count == 8);
        await charger.CallAsync("Heartbeat");

        Assert.Equal(9, (await MessagesAsync(host, "limit=50")).Count);
        Assert.Equal(5, (await MessagesAsync(host, "action=StatusNotification")).Count);
        Assert.Equal("ClearCache", Text(Assert.Single(await MessagesAsync(host, "direction=Out")), "action"));
        Assert.Equal(["ClearCache", "Teleport"], (await MessagesAsync(host, "trouble=true")).Select(m => Text(m, "action")));
        Assert.Equal("NotImplemented", Text(Assert.Single(await MessagesAsync(host, "search=100%25")), "errorCode"));
        Assert.Equal(2, (await MessagesAsync(host, "search=preparing")).Count);

        List<string?> walked = [];
        for (var before = ""; ;)
        {
            var page = await MessagesAsync(host, $"limit=2{before}");
            walked.AddRange(page.Select(m => Text(m, "at")));
            if (page.Count < 2) break;
            before = $"&before={Uri.EscapeDataString(Text(page[^1], "at")!)}";
        }

        Assert.Equal((9, 9), (walked.Count, walked.Distinct().Count()));
        Assert.Equal(walked.OrderByDescending(at => DateTimeOffset.Parse(at!, null)), walked);
    }

    [Fact]
    public async Task They_are_handed_out_as_a_table_and_as_JSON_line_by_line_by_the_same_filters()
    {
        await using var house = await OcppHouse.OpenAsync();
        await using var charger = await house.ChargerAsync(Identity);
        await charger.ReportAsync(1, "Available");
        await charger.CallAsync("Heartbeat");
        var http = house.Host.Browser(Role.Support);

        var csv = await http.GetStringAsync($"/messages/export.csv?charger={Identity}", Cancel);
        var json = await http.GetStringAsync($"/messages/export.jsonl?charger={Identity}&action=StatusNotification", Cancel);

        Assert.Equal(4, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("StatusNotification", csv, StringComparison.Ordinal);
        var line = JsonDocument.Parse(Assert.Single(json.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(("In", "Available"), (Text(line, "direction"), line.GetProperty("payload").GetProperty("status").GetString()));
        Assert.NotEqual(HttpStatusCode.OK, (await house.Host.Browser(Role.Driver).GetAsync($"/messages/export.csv?charger={Identity}", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Old_messages_are_forgotten_and_young_ones_stay()
    {
        await using var host = await EvOpsHost.StartAsync(settings: ["Ocpp:MessageRetentionDays=3"]);
        var (now, chargePoint) = (DateTimeOffset.UtcNow, Guid.NewGuid());
        await using (var db = host.OpenDb())
        {
            for (var i = 0; i < 4_500; i++) db.OcppMessages.Add(Message(chargePoint, now.AddDays(i < 4_200 ? -4 : -2).AddSeconds(i)));
            await db.SaveChangesAsync(Cancel);
        }

        var job = ActivatorUtilities.CreateInstance<ForgetMessages>(host.Services);
        await job.RunAsync(Cancel);
        await job.RunAsync(Cancel);

        await using var after = host.OpenDb();
        Assert.Equal(300, await after.OcppMessages.CountAsync(m => m.ChargePointId == chargePoint, Cancel));
    }

    [Fact]
    public async Task With_no_days_to_keep_them_they_are_in_memory_only()
    {
        await using var house = await OcppHouse.OpenAsync("Ocpp:MessageRetentionDays=0");
        await using var charger = await house.ChargerAsync(Identity);
        await charger.CallAsync("Heartbeat");

        Assert.Equal(2, (await MessagesAsync(house.Host, "limit=50")).Count);
        await house.Host.StopAsync();
        await house.Host.StartAgainAsync();

        Assert.Empty(await MessagesAsync(house.Host, "limit=50"));
        Assert.Empty(await StoredAsync(house.Host));
    }

    [Fact]
    public void When_more_is_said_than_can_be_written_the_oldest_go_and_are_counted()
    {
        var unwritten = new UnwrittenMessages(Options.Create(new OcppOptions()));
        var log = new MessageLog(new LiveFeed(NullLogger<LiveFeed>.Instance), unwritten);
        var chargePoint = Guid.NewGuid();
        for (var i = 0; i < UnwrittenMessages.MostMessages + 7; i++)
            log.Add(chargePoint, Identity, DateTimeOffset.UnixEpoch.AddSeconds(i), MessageDirection.In, "Heartbeat", "\"1\""u8, "{}"u8).Finish("ok", TimeSpan.Zero);

        Assert.Equal(7, unwritten.Lost);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(7), unwritten.Take(1).Single().At);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_slows_no_charger_and_what_waited_is_written_when_it_does()
    {
        var store = new MoodyStore();
        await using var host = await EvOpsHost.StartAsync(
            settings: ["Ocpp:UnknownChargePoints=Accept"], configure: builder => builder.Services.AddSingleton<IMessageStore>(store));
        await using var charger = await host.ConnectAsync(Identity);
        await charger.BootAsync();
        await HostChargers.UntilAsync(() => Task.FromResult(store.Refusals > 0));

        await charger.CallAsync("Heartbeat");
        Assert.Equal(2, (await MessagesAsync(host, "limit=50")).Count);
        store.IsWell = true;

        await HostChargers.UntilAsync(() => Task.FromResult(store.Written.Count == 2));
        Assert.Equal(0, host.Get<UnwrittenMessages>().Lost);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task EF_reads_back_every_property_that_the_writer_wrote(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (chargePoint, at) = (Guid.NewGuid(), new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero).AddTicks(3));
        OcppMessage[] written = [Message(chargePoint, at, MessageOutcome.Error, "GenericError: ä🔌", 12.5), Message(chargePoint, at.AddTicks(1))];
        using var sqlite = new SqliteMessageStore(database.Factory, database.Gate);
        IMessageStore store = provider switch
        {
            DatabaseProvider.Sqlite => sqlite,
            DatabaseProvider.SqlServer => new SqlServerMessageStore(database.Factory),
        };

        await store.AppendAsync(written);

        await using var db = database.Open();
        var read = await db.OcppMessages.AsNoTracking().OrderBy(m => m.At).ToListAsync(Cancel);
        Assert.Equal(written.Select(Describe), read.Select(Describe));
    }

    private static OcppMessage Message(Guid chargePoint, DateTimeOffset at, MessageOutcome outcome = MessageOutcome.Answered, string? result = "ok", double? took = 1) => new()
    {
        ChargePointId = chargePoint,
        At = at,
        Direction = MessageDirection.Out,
        Action = "Reset",
        MessageId = "7",
        Payload = """{"type":"Soft"}""",
        Outcome = outcome,
        Result = result,
        LatencyMs = took,
    };

    private static string Describe(OcppMessage m) =>
        $"{m.ChargePointId} {m.At:O} {m.Direction} {m.Action} {m.MessageId} {m.Payload} {m.Outcome} {m.Result} {m.LatencyMs} {m.ErrorCode}";

    private static async Task<List<OcppMessage>> StoredAsync(EvOpsHost host)
    {
        await using var db = host.OpenDb();
        return await db.OcppMessages.AsNoTracking().OrderBy(m => m.At).ToListAsync(Cancel);
    }

    private static async Task<List<JsonElement>> MessagesAsync(EvOpsHost host, string query) =>
        [.. (await host.Client(Role.Support).GetApiAsync($"/v1/charge-points/{Identity}/messages?{query}")).Data.GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement data, string field) => data.GetProperty(field).GetString();

    /// <summary>Takes nothing until it is well.</summary>
    private sealed class MoodyStore : IMessageStore
    {
        public volatile bool IsWell;

        private int refusals;

        public int Refusals => refusals;

        public List<OcppMessage> Written { get; } = [];

        public Task AppendAsync(IReadOnlyList<OcppMessage> messages)
        {
            if (!IsWell)
            {
                Interlocked.Increment(ref refusals);
                throw new InvalidOperationException("The database is away.");
            }

            Written.AddRange(messages);
            return Task.CompletedTask;
        }
    }
}
