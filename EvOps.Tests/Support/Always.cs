using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.Support;

/// <summary>
/// What must hold for all of something: many random ones are tried, and the smallest that fails is shown with the seed that
/// brings it back. An assertion in <c>holds</c> says what is wrong with it.
/// </summary>
public static class Always
{
    private static readonly Config Strict = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    /// <summary>For all that FsCheck makes by itself of a type: numbers, texts, enums, records and arrays of them.</summary>
    public static void HoldsFor<T>(Action<T> holds) => Prop.ForAll(ArbMap.Default.ArbFor<T>(), holds).Check(Strict);

    /// <summary>For all that a generator of one's own makes.</summary>
    public static void HoldsFor<T>(Gen<T> some, Action<T> holds) => Prop.ForAll(some.ToArbitrary(), holds).Check(Strict);
}

/// <summary>What such things are made of.</summary>
public static class Some
{
    /// <summary>Longs of every size: the ends, the middle, and both sides of zero.</summary>
    public static Gen<long> Number() => Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(i => (long)i),
        ArbMap.Default.GeneratorFor<long>(),
        from shift in Gen.Choose(0, 62)
        from sign in Gen.Elements(-1L, 1L)
        from off in Gen.Choose(-2, 2)
        select sign * ((1L << shift) + off),
        Gen.Elements(long.MinValue, long.MinValue + 1, long.MaxValue - 1, long.MaxValue));

    /// <summary>From 0 to <paramref name="most"/>, small ones as often as large ones.</summary>
    public static Gen<long> UpTo(long most) =>
        from wide in Gen.Choose(0, 62)
        from number in ArbMap.Default.GeneratorFor<long>()
        from bits in Gen.Choose(0, int.MaxValue)
        select Math.Min(most, (Math.Abs(number % int.MaxValue) * (long)int.MaxValue + bits) & ((1L << wide) - 1));

    /// <summary>One of 0, 2 and 3 decimals each.</summary>
    public static Gen<string> Currency() => Gen.Elements("EUR", "JPY", "KWD");
}
