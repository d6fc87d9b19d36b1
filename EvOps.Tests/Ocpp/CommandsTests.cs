using System.Net;
using System.Text.Json.Nodes;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Simulator;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Ocpp;

/// <summary>Commands over the API to a charger on a real socket.</summary>
public sealed class CommandsTests(CommandsTests.ImpatientHost shared) : IClassFixture<CommandsTests.ImpatientHost>, IAsyncLifetime
{
    private static int chargers;

    private readonly string identity = $"Bay {Interlocked.Increment(ref chargers)}/a";
    private readonly List<OcppCall> heard = [];
    private readonly EvOpsHost host = shared.Host;
    private readonly HttpClient http = shared.Host.Client(Role.Operator);
    private OcppClient charger = null!;

    /// <summary>Waits a second for a charger's answer, and no longer.</summary>
    public sealed class ImpatientHost : IAsyncLifetime
    {
        public EvOpsHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await EvOpsHost.StartAsync(settings: ["Ocpp:CallTimeoutSeconds=1"]);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), identity);
        charger = await host.ConnectAsync(identity);
        await charger.BootAsync();
        Answer("Accepted");
    }

    public ValueTask DisposeAsync() => charger.DisposeAsync();

    [Theory]
    [InlineData("Reset", """{"type":"Soft"}""")]
    [InlineData("UnlockConnector", """{"connectorId":1}""")]
    [InlineData("RemoteStartTransaction", """{"idTag":"TAG-1","connectorId":1}""")]
    [InlineData("RemoteStopTransaction", """{"transactionId":7}""")]
    [InlineData("TriggerMessage", """{"requestedMessage":"Heartbeat"}""")]
    [InlineData("ChangeAvailability", """{"connectorId":0,"type":"Inoperative"}""")]
    [InlineData("GetConfiguration", """{"key":["HeartbeatInterval"]}""")]
    [InlineData("ChangeConfiguration", """{"key":"HeartbeatInterval","value":"60"}""")]
    [InlineData("ClearCache", "{}")]
    [InlineData("DataTransfer", """{"vendorId":"Volta","messageId":"ping","data":"x"}""")]
    public async Task Every_command_reaches_the_charger_as_it_was_written_and_its_answer_comes_back(string action, string request)
    {
        var answer = await SendAsync(action, JsonNode.Parse(request));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"response":{"status":"Accepted"}}""", answer.Data.GetRawText());
        var call = Assert.Single(heard);
        Assert.Equal((action, request), (call.Action, call.Payload.ToJsonString()));
    }

    [Fact]
    public async Task A_command_without_fields_needs_no_body()
    {
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("ClearCache", null)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("Reset", null)).Status);
    }

    [Theory]
    [InlineData("Reset", "{}", "body")]
    [InlineData("Reset", """{"type":"Gentle"}""", "type")]
    [InlineData("Reset", """{"type":"Soft","force":true}""", "force")]
    [InlineData("Reset", """{"type":null}""", "type")]
    [InlineData("UnlockConnector", """{"connectorId":"1"}""", "connectorId")]
    [InlineData("UnlockConnector", """{"connectorId":0}""", "connectorId")]
    [InlineData("ChangeAvailability", """{"connectorId":-1,"type":"Operative"}""", "connectorId")]
    [InlineData("RemoteStartTransaction", """{"idTag":"123456789012345678901"}""", "idTag")]
    [InlineData("RemoteStartTransaction", """{"idTag":""}""", "idTag")]
    [InlineData("GetConfiguration", """{"key":[""]}""", "key")]
    [InlineData("DataTransfer", """{"vendorId":""}""", "vendorId")]
    public async Task A_request_that_does_not_fit_never_leaves(string action, string request, string field)
    {
        var answer = await SendAsync(action, JsonNode.Parse(request));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(field, answer.Body.GetProperty("errors").EnumerateObject().Single().Name);
        Assert.DoesNotContain("EvOps.", answer.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(heard);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"Soft\"")]
    [InlineData("{")]
    public async Task A_body_that_is_no_object_is_400(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(HttpMethod.Post, $"{StationTalk.PathOf(identity)}/commands/Reset", content)).Status);
    }

    [Fact]
    public async Task Words_are_sent_as_the_standard_writes_them()
    {
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("Reset", JsonNode.Parse("""{"type":"hard"}"""))).Status);
        Assert.Equal("""{"type":"Hard"}""", Assert.Single(heard).Payload.ToJsonString());
    }

    [Fact]
    public async Task An_unknown_action_or_charger_is_404()
    {
        var action = await SendAsync("SelfDestruct", new JsonObject());
        Assert.Equal((HttpStatusCode.NotFound, "action_not_found"), (action.Status, action.Code));
        var unknown = await http.PostApiAsync($"{StationTalk.PathOf("nobody")}/commands/ClearCache", new { });
        Assert.Equal((HttpStatusCode.NotFound, "charge_point_not_found"), (unknown.Status, unknown.Code));
    }

    [Fact]
    public async Task A_charger_that_is_not_connected_is_422()
    {
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "away");
        var answer = await http.PostApiAsync($"{StationTalk.PathOf("away")}/commands/ClearCache", new { });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "charge_point_offline"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_charger_that_does_not_answer_is_504()
    {
        charger.OnCall = (_, _) => Task.FromResult<JsonObject?>(null);
        var answer = await SendAsync("ClearCache", new JsonObject());
        Assert.Equal((HttpStatusCode.GatewayTimeout, "no_answer"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_callerror_is_502_with_its_code()
    {
        charger.OnCall = (_, _) => throw new OcppCallError("NotSupported", "No cache here", new JsonObject { ["model"] = "S1" });
        var answer = await SendAsync("ClearCache", new JsonObject());

        Assert.Equal((HttpStatusCode.BadGateway, "call_error"), (answer.Status, answer.Code));
        Assert.Equal($"{identity} answered NotSupported: No cache here", answer.Sentence);
        Assert.Equal("""{"errorCode":"NotSupported","errorDescription":"No cache here","errorDetails":{"model":"S1"}}""", answer.Data.GetRawText());
    }

    [Fact]
    public async Task A_refusal_of_the_charger_is_an_answer_like_any_other()
    {
        Answer("Rejected");
        Assert.Equal("""{"response":{"status":"Rejected"}}""", (await SendAsync("Reset", JsonNode.Parse("""{"type":"Soft"}"""))).Data.GetRawText());
    }

    [Theory]
    [InlineData(Role.Support)]
    [InlineData(Role.Driver)]
    public async Task Who_may_not_command_chargers_gets_403(Role role)
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Client(role).PostApiAsync($"{StationTalk.PathOf(identity)}/commands/ClearCache", new { })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client().PostApiAsync($"{StationTalk.PathOf(identity)}/commands/ClearCache", new { })).Status);
        Assert.Empty(heard);
    }

    [Fact]
    public async Task Who_sent_what_is_written_down_and_a_key_is_not()
    {
        await SendAsync("Reset", JsonNode.Parse("""{"type":"Soft"}"""));
        await SendAsync("ChangeConfiguration", JsonNode.Parse("""{"key":"AuthorizationKey","value":"0123456789abcdef"}"""));

        await using var db = host.OpenDb();
        var lines = await db.AuditEntries.Where(e => e.SubjectId == identity && e.Action.StartsWith("send")).OrderBy(e => e.Id).ToListAsync(Cancel);
        Assert.Equal(
            ["send Reset done {\"type\":\"Soft\"} → {\"status\":\"Accepted\"}", "send ChangeConfiguration done {\"key\":\"AuthorizationKey\",\"value\":\"***\"} → {\"status\":\"Accepted\"}"],
            lines.Select(e => $"{e.Action} {e.Outcome} {e.Details}"));
        Assert.All(lines, line => Assert.Equal(EvOpsHost.EmailOf(Role.Operator), line.Who));
    }

    private Task<ApiAnswer> SendAsync(string action, JsonNode? request) => http.PostApiAsync($"{StationTalk.PathOf(identity)}/commands/{action}", request);

    private void Answer(string status) => charger.OnCall = (call, _) =>
    {
        heard.Add(call);
        return Task.FromResult<JsonObject?>(new JsonObject { ["status"] = status });
    };
}
