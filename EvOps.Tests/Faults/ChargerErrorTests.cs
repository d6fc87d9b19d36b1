using EvOps.Domain.Stations;
using EvOps.Infrastructure.Ocpp.V16.Messages;

namespace EvOps.Tests.Faults;

/// <summary>A fault is never only a colour.</summary>
public sealed class ChargerErrorTests
{
    public static TheoryData<ChargePointErrorCode> Codes => [.. Enum.GetValues<ChargePointErrorCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_of_the_standard_has_words_of_its_own_a_cause_and_advice(ChargePointErrorCode code)
    {
        var error = ChargerError.Of(code.ToString());

        Assert.All([error.Words, error.Cause, error.Advice], text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.DoesNotContain(code.ToString(), error.Words, StringComparison.Ordinal);
        Assert.Single(Enum.GetValues<ChargePointErrorCode>(), other => ChargerError.Of(other.ToString()).Words == error.Words);
    }

    [Fact]
    public void The_standard_has_sixteen_and_a_makers_own_is_named_as_it_is()
    {
        Assert.Equal(16, Enum.GetValues<ChargePointErrorCode>().Length);
        Assert.Contains("E-42", ChargerError.Of("E-42").Words, StringComparison.Ordinal);
    }
}
