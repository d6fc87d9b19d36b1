using EvOps.Domain.Sessions;
using EvOps.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.Sessions;

/// <summary>Whatever meters say, down to nonsense: nobody is billed for it unseen.</summary>
public sealed class MeterRulesPropertyTests
{
    [Fact]
    public void Billed_energy_is_never_negative_nor_more_than_a_session_can_take() =>
        Always.HoldsFor(Told(), told => Assert.True(Verdict(told).EnergyWh is null or (>= 0 and <= MeterRules.MostOfOneSessionWh), $"{Verdict(told)}"));

    [Fact]
    public void What_is_not_the_plain_difference_of_two_believable_readings_has_a_reason_to_look() =>
        Always.HoldsFor(Told(), told =>
        {
            var (start, stop, last) = told;
            var isPlain = start >= 0 && stop >= start && stop >= (last ?? 0) && stop - start <= MeterRules.MostOfOneSessionWh;

            Assert.Equal(isPlain, Verdict(told).ReviewReason is null);
            if (isPlain) Assert.Equal(stop - start, Verdict(told).EnergyWh);
        });

    [Fact]
    public void Without_a_last_word_the_last_reading_is_billed_and_looked_at() =>
        Always.HoldsFor(Told(), told =>
        {
            var (start, _, last) = told;
            var verdict = MeterRules.EnergyOf(start, null, new MeterTrail(last, null, null, null), default);

            Assert.NotNull(verdict.ReviewReason);
            if (start >= 0 && last >= start && last - start <= MeterRules.MostOfOneSessionWh) Assert.Equal(last - start, verdict.EnergyWh);
            else Assert.Null(verdict.EnergyWh);
        });

    [Fact]
    public void A_register_is_taken_where_it_stands_still_or_rises_and_nowhere_else() =>
        Always.HoldsFor(Told(), told =>
        {
            var (register, previous, _) = told;
            Assert.Equal(register >= 0 && (previous is null || register >= previous), MeterRules.FaultOf(register, previous) is null);
        });

    [Fact]
    public void A_state_of_charge_is_a_percentage() =>
        Always.HoldsFor(Gen.Choose(-20, 120), percent => Assert.Equal(percent is >= 0 and <= 100, MeterRules.SocFaultOf(percent) is null));

    private static EnergyVerdict Verdict((long Start, long? Stop, long? Last) told) =>
        MeterRules.EnergyOf(told.Start, told.Stop, new MeterTrail(told.Last, null, null, null), default);

    // Readings near each other, as meters', or anything at all.
    private static Gen<(long Start, long? Stop, long? Last)> Told() =>
        from around in Some.UpTo(1_000_000_000_000)
        from start in Near(around)
        from stop in OrNone(Near(around))
        from last in OrNone(Near(around))
        select (start, stop, last);

    private static Gen<long> Near(long around) => Gen.Frequency([(2, Gen.Choose(-50, 50_000).Select(off => around + off)), (2, Gen.Choose(-1, 1).Select(off => around + off)), (1, Some.Number())]);

    private static Gen<long?> OrNone(Gen<long> some) => Gen.Frequency([(5, some.Select(value => (long?)value)), (1, Gen.Constant<long?>(null))]);
}
