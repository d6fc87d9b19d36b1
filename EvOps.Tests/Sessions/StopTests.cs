using System.Net;
using EvOps.Domain.Users;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>A session is ended in every state and by every id, twice, and while its charger is away.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("id")]
    [InlineData("requestId")]
    [InlineData("transactionId")]
    [InlineData("transactionId as text")]
    public async Task Any_id_will_do(string kind)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync();
        var session = await house.SessionAsync(begun.TransactionId);
        object id = kind switch
        {
            "transactionId" => begun.TransactionId,
            "transactionId as text" => $"{begun.TransactionId}",
            _ => session.Text(kind)!.ToUpperInvariant(),
        };

        var ended = await house.EndAsync(id);

        Assert.Equal((session.Text("id"), session.Text("requestId"), begun.TransactionId), (ended.Data.Text("sessionId"), ended.Data.Text("requestId"), ended.Data.TransactionId()));
        Assert.Equal(begun.TransactionId, (int)(await charger.HearsAsync("RemoteStopTransaction"))["transactionId"]!);
    }

    [Fact]
    public async Task A_session_that_has_not_begun_is_called_off()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var id = await house.StartedAsync();
        await house.UntilAgreedAsync(id);

        var ended = await house.EndAsync(id);

        Assert.Equal(("CANCELLED", "The session was called off before it began."), (ended.Data.Text("status"), ended.Sentence));
        Assert.Equal("Cancelled", (await house.SessionAsync(id)).Text("endReason"));
        Assert.Null(await house.HolderAsync());

        // The charger had agreed, and a car arrives.
        var begun = await charger.StartAsync();
        Assert.Equal(begun.TransactionId, (int)(await charger.HearsAsync("RemoteStopTransaction"))["transactionId"]!);
        await charger.StopAsync(begun.TransactionId, 1_000_010, "Remote");
        Assert.Equal("COMPLETED", (await house.SessionAsync(begun.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task Called_off_while_the_charger_is_being_asked_it_is_stopped_again()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["RemoteStartTransaction"] = "";
        var id = await house.StartedAsync();
        await charger.HearsAsync("RemoteStartTransaction");
        Assert.Equal("CANCELLED", (await house.EndAsync(id)).Data.Text("status"));

        var begun = await charger.StartAsync();

        await house.UntilAsync(begun.TransactionId, "STOPPING");
    }

    [Fact]
    public async Task Called_off_and_asked_for_again_it_goes_on()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var first = await house.StartedAsync();
        await house.UntilAgreedAsync(first);
        await house.EndAsync(first);
        var second = await house.StartedAsync();

        var begun = await charger.StartAsync();

        Assert.Equal((second, "CHARGING"), ((await house.SessionAsync(begun.TransactionId)).Text("id"), (await house.SessionAsync(second)).Text("status")));
    }

    [Fact]
    public async Task Ending_twice_is_no_error_before_and_after_the_charger_has_stopped()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);

        Assert.Equal("STOPPING", (await house.EndAsync(begun.TransactionId)).Data.Text("status"));
        var again = await house.EndAsync(begun.TransactionId);
        Assert.Equal((HttpStatusCode.OK, "STOPPING"), (again.Status, again.Data.Text("status")));
        await charger.StopAsync(begun.TransactionId, 2500, "Remote");
        var after = await house.EndAsync(begun.TransactionId);

        Assert.Equal(("COMPLETED", "The session had ended already."), (after.Data.Text("status"), after.Sentence));
        Assert.Equal((1.5m, 0.60m), ((await house.SessionAsync(begun.TransactionId)).Amount("energyKwh"), (await house.SessionAsync(begun.TransactionId)).Amount("costAmount")));
    }

    [Fact]
    public async Task Many_who_end_it_at_once_ask_the_charger_once()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["RemoteStopTransaction"] = "";
        var begun = await charger.StartAsync();

        var ends = Enumerable.Range(0, 16).Select(_ => house.EndAsync(begun.TransactionId)).ToArray();
        await house.TickUntilAsync(() => Task.WhenAll(ends).IsCompleted);

        Assert.All(ends, end => Assert.Equal((HttpStatusCode.OK, "STOPPING"), (end.Result.Status, end.Result.Data.Text("status"))));

        // Whoever asks later, when the charger did not answer in its time, asks anew; had the others asked, too, they would be in line before.
        await house.TickUntilAsync(() => house.SessionAsync(begun.TransactionId).Result.Words().Contains("did not answer the request to stop", StringComparison.Ordinal));
        charger.Answers["RemoteStopTransaction"] = "Accepted";
        Assert.Equal("The charger agreed to stop.", (await house.EndAsync(begun.TransactionId)).Sentence);
        Assert.Equal(2, charger.All("RemoteStopTransaction").Length);
    }

    [Fact]
    public async Task While_the_charger_is_away_the_wish_is_kept_and_carried_out_when_it_returns()
    {
        await using var house = await ChargingHouse.OpenAsync();
        Begun begun;
        await using (var charger = await house.ChargerAsync()) begun = await charger.StartAsync(meterStart: 1000);
        await HostChargers.UntilAsync(async () => (await house.EndAsync(begun.TransactionId)).Sentence.StartsWith("The charger is not connected", StringComparison.Ordinal));
        Assert.Equal("STOPPING", (await house.SessionAsync(begun.TransactionId)).Text("status"));

        await using var back = await TestCharger.ConnectAsync(house.Host, ChargingHouse.Identity, boots: false);
        await house.TickUntilAsync(() => back.All("RemoteStopTransaction").Length == 1);
        await back.StopAsync(begun.TransactionId, 3000, "Remote");

        Assert.Equal(("COMPLETED", 2m), ((await house.SessionAsync(begun.TransactionId)).Text("status"), (await house.SessionAsync(begun.TransactionId)).Amount("energyKwh")));
    }

    [Theory]
    [InlineData("Rejected", "The charger refused to stop (Rejected); the session goes on.")]
    [InlineData("!", "The charger answered with an error (InternalError Out of order); the session goes on.")]
    public async Task A_charger_that_will_not_stop_goes_on_charging_and_the_answer_says_so(string answer, string sentence)
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        charger.Answers["RemoteStopTransaction"] = answer;
        var begun = await charger.StartAsync();

        var ended = await house.EndAsync(begun.TransactionId);

        Assert.Equal(("CHARGING", sentence), (ended.Data.Text("status"), ended.Sentence));
        var session = await house.SessionAsync(begun.TransactionId);
        Assert.Equal(("CHARGING", null), (session.Text("status"), session.Text("stopRequestedAt")));
        Assert.NotNull(await house.HolderAsync());
    }

    [Fact]
    public async Task A_charger_that_agrees_and_falls_silent_leaves_the_session_stopping_until_its_word_comes()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        await house.EndAsync(begun.TransactionId);
        house.Clock.Advance(TimeSpan.FromMinutes(9));

        Assert.Equal("STOPPING", (await house.SessionAsync(begun.TransactionId)).Text("status"));
        Assert.NotNull(await house.HolderAsync());
        await charger.StopAsync(begun.TransactionId, 1500);
        Assert.Equal("COMPLETED", (await house.SessionAsync(begun.TransactionId)).Text("status"));
    }

    [Fact]
    public async Task The_stop_does_not_depend_on_the_tag()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        var begun = await charger.StartAsync(meterStart: 1000);
        await house.TagAsync(ChargingHouse.Tag, TagStatus.Blocked);

        Assert.True((await house.EndAsync(begun.TransactionId)).Success);
        var conf = await charger.StopAsync(begun.TransactionId, 1500, tag: ChargingHouse.Tag);

        Assert.Equal("Blocked", (string?)conf["idTagInfo"]!["status"]);
        Assert.Equal(("COMPLETED", 0.2m), ((await house.SessionAsync(begun.TransactionId)).Text("status"), (await house.SessionAsync(begun.TransactionId)).Amount("costAmount")));
    }

    [Fact]
    public async Task A_driver_ends_his_own_session_and_no_other()
    {
        await using var house = await ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        await house.TagAsync("TAG-2", owner: house.Host.AddPerson("other@test.local", Role.Driver).PersonId);
        var (mine, theirs) = (await charger.StartAsync(), await charger.StartAsync("TAG-2", connector: 2));
        var driver = house.Host.Client(Role.Driver);

        Assert.Equal(HttpStatusCode.Forbidden, (await house.EndAsync(theirs.TransactionId, driver)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await driver.GetApiAsync($"/v1/sessions/{theirs.TransactionId}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await driver.GetApiAsync($"/v1/sessions/{theirs.TransactionId}/meter-values")).Status);
        Assert.Equal(1, (await driver.GetApiAsync("/v1/sessions")).Data.GetProperty("total").GetInt32());
        Assert.Equal("STOPPING", (await house.EndAsync(mine.TransactionId, driver)).Data.Text("status"));
        Assert.Equal("CHARGING", (await house.SessionAsync(theirs.TransactionId)).Text("status"));
    }

    [Theory]
    [InlineData("0199aa00-0000-7000-8000-000000000001")]
    [InlineData("4711")]
    [InlineData("-1")]
    [InlineData("no id at all")]
    public async Task A_session_that_is_none_is_not_found(string id)
    {
        await using var house = await ChargingHouse.OpenAsync();

        Assert.Equal((HttpStatusCode.NotFound, "session_not_found"), ((await house.EndAsync(id)).Status, (await house.EndAsync(id)).Code));
        Assert.Equal(HttpStatusCode.NotFound, (await house.Operator.GetApiAsync($"/v1/sessions/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await house.Operator.GetApiAsync($"/v1/sessions/{id}/meter-values")).Status);
    }
}
