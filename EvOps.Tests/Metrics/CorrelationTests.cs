using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Metrics;

/// <summary>A request has one id, from whoever asks to the line in the audit trail.</summary>
public sealed class CorrelationTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    private const string Header = "X-Correlation-Id";

    [Theory]
    [InlineData("order-4711")]
    [InlineData("3F2504E0-4F89-11D3-9A0C-0305E82C3301")]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    public async Task The_caller_s_id_is_answered_and_finds_the_line_in_the_audit_trail(string id)
    {
        var answer = await PutTagAsync("given", (Header, id));

        Assert.Equal(id, answer);
        Assert.Equal(id, await LastLineAsync("GIVEN"));
        var found = await host.Get<ListAudit>().RunAsync(host.ActorOf(Role.Admin), new AuditFilter(What: id), 10, 0, default);
        Assert.Equal("GIVEN", Assert.Single(found.Value.Items).SubjectId);
    }

    [Fact]
    public async Task Without_one_each_request_gets_its_own()
    {
        var (one, other) = (await PutTagAsync("first"), await PutTagAsync("second"));

        Assert.Matches("^[0-9a-f]{32}$", one);
        Assert.NotEqual(one, other);
        Assert.Equal((one, other), (await LastLineAsync("FIRST"), await LastLineAsync("SECOND")));
    }

    [Fact]
    public async Task A_trace_that_comes_from_elsewhere_goes_on_here() =>
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", await PutTagAsync("traced", ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")));

    [Theory]
    [InlineData("two words")]
    [InlineData("<b>")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task What_could_not_stand_in_a_log_as_it_is_is_not_taken(string id) => Assert.Matches("^[0-9a-f]{32}$", await PutTagAsync("strange", (Header, id)));

    [Fact]
    public async Task An_answer_that_nobody_foresaw_has_it_too()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/there-is-no-such-thing") { Headers = { { Header, "lost-1" } } };

        Assert.Equal("lost-1", IdOf(await host.Client().SendAsync(request)));
    }

    [Fact]
    public async Task The_audit_page_shows_it_and_is_searched_by_it()
    {
        await PutTagAsync("on-the-page", (Header, "page-77"));

        var page = await host.Browser(Role.Admin).GetStringAsync("/audit?what=page-77");

        Assert.Contains("ON-THE-PAGE", page, StringComparison.Ordinal);
        Assert.Contains("Copy correlation id page-77", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "Copy correlation id"));
    }

    [Fact]
    public async Task A_command_and_the_message_that_it_became_have_the_caller_s_id_and_a_fault_has_that_of_its_message()
    {
        await using var house = await Sessions.ChargingHouse.OpenAsync();
        await using var charger = await house.ChargerAsync();
        using var command = new HttpRequestMessage(HttpMethod.Post, "/v1/charge-points/CP-1/commands/Reset")
        {
            Content = new StringContent("""{"type":"Soft"}""", MediaTypeHeaderValue.Parse("application/json")),
            Headers = { { Header, "case-4712" } },
        };
        (await house.Operator.SendAsync(command)).EnsureSuccessStatusCode();
        await charger.ReportAsync("Faulted", 1, "GroundFailure");

        async Task<string?> OfMessageAsync(string action) =>
            (await house.Operator.GetApiAsync($"/v1/charge-points/CP-1/messages?action={action}")).Data.GetProperty("items")[0].GetProperty("correlationId").GetString();
        Assert.Equal("case-4712", await OfMessageAsync("Reset"));
        Assert.Single((await house.Operator.GetApiAsync("/v1/charge-points/CP-1/messages?search=case-4712")).Data.GetProperty("items").EnumerateArray());
        var ofStatus = await OfMessageAsync("StatusNotification");
        Assert.Matches("^[0-9a-f]{32}$", ofStatus);
        Assert.Equal(ofStatus, Assert.Single((await house.Operator.GetApiAsync("/v1/faults")).Data.GetProperty("items").EnumerateArray()).GetProperty("correlationId").GetString());
        // The same once they are in the database.
        await HostChargers.UntilAsync(async () =>
        {
            house.Clock.Advance(TimeSpan.FromSeconds(1));
            await using var db = house.Host.OpenDb();
            return await db.Set<Infrastructure.Ocpp.OcppMessage>().AnyAsync(m => m.Action == "Reset" && m.CorrelationId == "case-4712");
        });
    }

    [Fact]
    public void An_id_for_each_message_of_a_charger_costs_less_than_a_kibibyte()
    {
        Message();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Message();

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 100, 1024);

        static void Message()
        {
            using var activity = Tracing.Begin("MeterValues", ActivityKind.Server)?.SetTag(Tracing.ChargePoint, "CP-1").SetTag(Tracing.Connection, "c").SetTag(Tracing.MessageId, "m");
            Assert.NotNull(Tracing.CorrelationId);
        }
    }

    private async Task<string?> PutTagAsync(string tag, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/tags/{tag}") { Content = new StringContent("""{"status":"Accepted"}""", MediaTypeHeaderValue.Parse("application/json")) };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        var response = await host.Client(Role.Operator).SendAsync(request);
        response.EnsureSuccessStatusCode();
        return IdOf(response);
    }

    private async Task<string?> LastLineAsync(string tag)
    {
        await using var db = host.OpenDb();
        return await db.AuditEntries.Where(e => e.SubjectKind == "tag" && e.SubjectId == tag).OrderByDescending(e => e.Id).Select(e => e.CorrelationId).FirstAsync();
    }

    private static string? IdOf(HttpResponseMessage response) => response.Headers.TryGetValues(Header, out var ids) ? Assert.Single(ids) : null;
}
