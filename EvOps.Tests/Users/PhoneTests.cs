using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Users;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Users;

/// <summary>Phone numbers: one form for all who write them, and who may change them.</summary>
public sealed class PhoneTests(EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Theory]
    [InlineData("+49 171 3920001", "+491713920001")]
    [InlineData(" 0049 (0)171-39 20/001 ", "+491713920001")]
    [InlineData("+1 (555) 010.0199", "+15550100199")]
    [InlineData("0171 3920001", null)]
    [InlineData("+49 171 CALL ME", null)]
    [InlineData("+4917", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("+0491713920001", null)]
    [InlineData("49+1713920001", null)]
    [InlineData("", null)]
    public void A_number_has_one_form_however_it_is_written(string written, string? stored) => Assert.Equal(stored, Phone.Normalise(written));

    [Theory]
    [InlineData("0001", null)]
    [InlineData("20 001", "20001")]
    [InlineData("0171 3920001", "1713920001")]
    [InlineData("+49 171 3920001", "491713920001")]
    [InlineData("CP-1234", null)]
    public void The_end_of_a_number_is_told_from_other_words(string typed, string? part) => Assert.Equal(part, Phone.PartOf(typed));

    [Fact]
    public async Task An_invitation_takes_a_number_and_refuses_what_is_none_in_a_sentence()
    {
        var admin = host.ActorOf(Role.Admin);
        var invited = await host.Get<InvitePerson>().RunAsync(admin, "phone@test.local", "Phone", "0049 171 3920042", [Role.Driver], default);
        var refused = (await host.Get<InvitePerson>().RunAsync(admin, "other@test.local", "Other", "ring me", [Role.Driver], default)).Refusal!;

        var row = Assert.Single((await host.Get<ListPeople>().RunAsync(admin, new("3920042"), 10, 0, default)).Value.Items);
        Assert.Equal((invited.Value.PersonId, "+491713920042"), (row.Id, row.Phone));
        Assert.Equal("\"ring me\" is not a phone number: write it with its country, such as +49 30 23125100.", Assert.Single(refused.Errors!["phone"]));
    }

    [Fact]
    public async Task A_number_is_changed_and_taken_away_and_the_trail_knows()
    {
        var (admin, person, change) = (host.ActorOf(Role.Admin), host.AddPerson("moves@test.local", Role.Driver), host.Get<ChangePhone>());

        Assert.Equal("+491713920043", (await change.RunAsync(admin, person.PersonId, "+49 171 3920043", default)).Value);
        Assert.Equal("invalid_request", (await change.RunAsync(admin, person.PersonId, "12", default)).Refusal!.Code);
        Assert.Equal(RefusalKind.Forbidden, (await change.RunAsync(host.ActorOf(Role.Support), person.PersonId, null, default)).Refusal!.Kind);
        Assert.Equal("person_not_found", (await change.RunAsync(admin, Guid.NewGuid(), null, default)).Refusal!.Code);
        Assert.Equal("+491713920043", await PhoneAsync(person.PersonId));
        Assert.Null((await change.RunAsync(admin, person.PersonId, " ", default)).Value);

        Assert.Null(await PhoneAsync(person.PersonId));
        var trail = (await host.Get<ListAudit>().RunAsync(admin, new(What: person.PersonId.ToString()), 10, 0, default)).Value.Items;
        Assert.Contains(trail, line => line is { Action: "change phone number", Outcome: "done", Details: "moves@test.local: none → +491713920043" });
        Assert.Equal(4, trail.Count);
    }

    private async Task<string?> PhoneAsync(Guid personId)
    {
        await using var db = host.OpenDb();
        return await db.People.Where(p => p.Id == personId).Select(p => p.PhoneNumber).SingleAsync();
    }
}
