using Bunit;
using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Tests.Support;
using EvOps.Web.Common;

namespace EvOps.Tests.Common;

public sealed class StatusTests : ComponentTest
{
    [Fact]
    public void A_badge_tells_a_state_by_word_and_sign_and_not_by_colour_alone()
    {
        var badge = Render<StatusBadge>(parameters => parameters.Add(b => b.Is, Status.Of(ConnectorStatus.Faulted)));

        Assert.Equal("Faulted", badge.Find(".badge").TextContent.Trim());
        Assert.NotNull(badge.Find("svg path").GetAttribute("d"));
        Assert.Contains("tone-red", badge.Find(".badge").ClassList);
    }

    [Fact]
    public void A_plug_whose_charger_is_away_is_offline_whatever_it_said_last()
    {
        var status = Status.Of(ConnectorStatus.Charging, isOnline: false);

        Assert.Equal(Tone.Offline, status.Tone);
        Assert.Contains("charging", status.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_word_always_has_the_same_colour_and_sign()
    {
        var all = Enum.GetValues<ConnectorStatus>().Select(status => Status.Of(status))
            .Concat(Enum.GetValues<SessionState>().Select(Status.Of))
            .Concat([Status.OfCharger(true, true), Status.OfCharger(true, false), Status.OfCharger(false, true)]);

        Assert.All(all.GroupBy(status => status.Word), same => Assert.Single(same.Select(status => (status.Tone, status.Glyph)).Distinct()));
    }

    [Fact]
    public void An_unapproved_charger_is_in_quarantine_even_while_connected() =>
        Assert.Equal("In quarantine", Status.OfCharger(isApproved: false, isOnline: true).Word);
}
