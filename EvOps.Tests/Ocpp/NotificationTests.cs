using System.Text.Json.Nodes;
using EvOps.Domain.Sessions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Simulator;
using EvOps.Tests.Support;

namespace EvOps.Tests.Ocpp;

/// <summary>The small messages: tags, progress, makers' own, and what an answer to a stop says of a tag (ocpp.md A1, A2, C16 to C18, T7, T10, Q18).</summary>
public sealed class NotificationTests(NotificationTests.HouseWithTags shared) : IClassFixture<NotificationTests.HouseWithTags>
{
    private readonly string identity = OcppHouse.NewIdentity();
    private readonly OcppHouse house = shared.House;

    /// <summary>One tag of each kind; others are not known.</summary>
    public sealed class HouseWithTags : IAsyncLifetime
    {
        public OcppHouse House { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            House = await OcppHouse.OpenAsync("Users:UnknownTags=Reject");
            await TagAsync("GOOD", TagStatus.Accepted);
            await TagAsync("BLOCKED", TagStatus.Blocked);
            await TagAsync("OLD", TagStatus.Accepted, House.Now - TimeSpan.FromDays(1));
            await TagAsync("LATER", TagStatus.Accepted, House.Now + TimeSpan.FromDays(1), "GOOD");
        }

        public ValueTask DisposeAsync() => House.DisposeAsync();

        private async Task TagAsync(string tag, TagStatus status, DateTimeOffset? until = null, string? parent = null) =>
            Assert.True((await House.Host.Get<SaveTag>().RunAsync(House.Host.ActorOf(Role.Admin), tag, new TagWish(status, until, parent), default)).IsDone);
    }

    [Theory]
    [InlineData("GOOD", "Accepted")]
    [InlineData("good", "Accepted")]
    [InlineData("GOOD\r\n", "Accepted")]
    [InlineData("BLOCKED", "Blocked")]
    [InlineData("OLD", "Expired")]
    [InlineData("NOBODY", "Invalid")]
    [InlineData("", "Invalid")]
    [InlineData("A tag of far more than 20 characters", "Invalid")]
    public async Task A_tag_gets_its_verdict(string tag, string status)
    {
        await using var charger = await house.ChargerAsync(identity);

        var answer = await charger.CallAsync("Authorize", new JsonObject { ["idTag"] = tag });

        Assert.Equal(status, (string?)answer["idTagInfo"]!["status"]);
        await using var db = house.Host.OpenDb();
        Assert.Empty(db.Set<Session>().Where(s => s.ChargePointIdentity == identity));
    }

    [Fact]
    public async Task A_tag_of_a_group_names_it_and_says_until_when_it_holds()
    {
        await using var charger = await house.ChargerAsync(identity);

        var info = (await charger.CallAsync("Authorize", new JsonObject { ["idTag"] = "LATER" }))["idTagInfo"]!;

        Assert.Equal(("Accepted", "GOOD", "2026-03-03T09:30:00.000Z"), ((string?)info["status"], (string?)info["parentIdTag"], (string?)info["expiryDate"]));
    }

    [Theory]
    [InlineData("GOOD", "Accepted")]
    [InlineData("BLOCKED", "Blocked")]
    [InlineData("NOBODY", "Invalid")]
    public async Task A_stop_is_answered_about_the_tag_only_if_it_named_one(string tag, string status)
    {
        await using var charger = await house.ChargerAsync(identity);
        var transaction = await house.StartAsync(charger, tag: "GOOD");

        var named = await StopAsync(charger, transaction, tag);
        var unnamed = await StopAsync(charger, transaction, null);

        Assert.Equal(status, (string?)named["idTagInfo"]!["status"]);
        Assert.Empty(unnamed);
    }

    [Fact]
    public async Task A_stop_without_a_reason_was_local()
    {
        await using var charger = await house.ChargerAsync(identity);
        var transaction = await house.StartAsync(charger, tag: "GOOD");

        await StopAsync(charger, transaction, null);

        Assert.Equal("Local", $"{(await house.SessionAsync(transaction)).EndReason}");
    }

    [Theory]
    [InlineData("DiagnosticsStatusNotification", "Idle Uploaded UploadFailed Uploading")]
    [InlineData("FirmwareStatusNotification", "Downloaded DownloadFailed Downloading Idle InstallationFailed Installing Installed")]
    public async Task Progress_that_nobody_asked_for_is_taken(string action, string statuses)
    {
        await using var charger = await house.ChargerAsync(identity);

        foreach (var status in statuses.Split(' ')) Assert.Empty(await charger.CallAsync(action, new JsonObject { ["status"] = status }));
    }

    [Theory]
    [InlineData("""{"vendorId":"com.volta"}""")]
    [InlineData("""{"vendorId":"com.volta","messageId":"m","data":"{\"a\":1}"}""")]
    public async Task A_makers_own_message_is_of_an_unknown_maker(string payload)
    {
        await using var charger = await house.ChargerAsync(identity);

        Assert.Equal("""{"status":"UnknownVendorId"}""", (await charger.CallAsync("DataTransfer", JsonNode.Parse(payload))).ToJsonString());
    }

    private static Task<JsonObject> StopAsync(OcppClient charger, int transaction, string? tag)
    {
        var payload = new JsonObject { ["transactionId"] = transaction, ["meterStop"] = 2000, ["timestamp"] = "2026-03-02T09:40:00Z" };
        if (tag is not null) payload["idTag"] = tag;
        return charger.CallAsync("StopTransaction", payload);
    }
}
