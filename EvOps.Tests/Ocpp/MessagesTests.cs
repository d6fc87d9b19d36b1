using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvOps.Domain.Users;
using EvOps.Tests.Stations;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>What a charger and the house said to each other, over the API.</summary>
public sealed class MessagesTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private readonly HttpClient http = host.Client(Role.Support);

    [Fact]
    public async Task Messages_of_both_directions_come_newest_first_with_what_became_of_them()
    {
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "Talk 1/b");
        await using var charger = await host.ConnectAsync("Talk 1/b");
        charger.OnCall = (_, _) => Task.FromResult<JsonObject?>(new JsonObject { ["status"] = "Rejected" });
        await charger.BootAsync();
        await charger.SendRawAsync("""[2,"7","Teleport",{"to":"Mars"}]""");
        Assert.Contains("NotImplemented", await charger.ReceiveRawAsync(), StringComparison.Ordinal);
        await host.Client(Role.Operator).PostApiAsync($"{StationTalk.PathOf("Talk 1/b")}/commands/ClearCache", new { });

        var page = (await http.GetApiAsync($"{StationTalk.PathOf("Talk 1/b")}/messages")).Data;
        var messages = page.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal((3, 50, 0), (page.GetProperty("total").GetInt32(), page.GetProperty("limit").GetInt32(), page.GetProperty("offset").GetInt32()));
        Assert.Equal(["Out ClearCache", "In Teleport", "In BootNotification"], messages.Select(m => $"{Text(m, "direction")} {Text(m, "action")}"));
        Assert.Equal("""{"status":"Rejected"}""", Text(messages[0], "result"));
        Assert.Equal(("7", """{"to":"Mars"}"""), (Text(messages[1], "messageId"), messages[1].GetProperty("payload").GetRawText()));
        Assert.StartsWith("NotImplemented", Text(messages[1], "result"), StringComparison.Ordinal);
        Assert.Equal("ok", Text(messages[2], "result"));
        Assert.All(messages, m => Assert.EndsWith("Z", Text(m, "at"), StringComparison.Ordinal));
        Assert.Equal("Volta", Text(messages[2].GetProperty("payload"), "chargePointVendor"));

        var newest = (await http.GetApiAsync($"{StationTalk.PathOf("Talk 1/b")}/messages?limit=1")).Data;
        Assert.Equal((3, "ClearCache"), (newest.GetProperty("total").GetInt32(), Text(newest.GetProperty("items").EnumerateArray().Single(), "action")));
    }

    [Fact]
    public async Task What_is_no_message_is_shown_as_it_came()
    {
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "babble");
        await using var charger = await host.ConnectAsync("babble");
        await charger.BootAsync();
        await charger.SendRawAsync("""[2,"8","Heartbeat",{"a":,}]""");
        await charger.CallAsync("Heartbeat", new JsonObject());

        var messages = (await http.GetApiAsync($"{StationTalk.PathOf("babble")}/messages")).Data.GetProperty("items").EnumerateArray().ToList();

        Assert.Contains(messages, m => m.GetProperty("payload").ValueKind == JsonValueKind.String && Text(m, "payload")!.Contains("\"a\":,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_charger_that_never_spoke_has_an_empty_list_and_an_unknown_one_none()
    {
        await StationTalk.AddChargerAsync(host.Client(Role.Admin), "mute");

        Assert.Equal(0, (await http.GetApiAsync($"{StationTalk.PathOf("mute")}/messages")).Data.GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetApiAsync($"{StationTalk.PathOf("nobody")}/messages")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetApiAsync($"{StationTalk.PathOf("mute")}/messages?limit=501")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Client(Role.Driver).GetApiAsync($"{StationTalk.PathOf("mute")}/messages")).Status);
    }

    private static string? Text(JsonElement data, string field) => data.GetProperty(field).GetString();
}
