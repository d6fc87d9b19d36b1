namespace EvOps.Infrastructure.Ocpp;

/// <summary>A word of a list that chargers extend on their own: the member if the standard knows it, and always the text.</summary>
public readonly record struct OpenEnum<T>(T? Known, string Text) where T : struct, Enum
{
    public OpenEnum(T known) : this(known, WireNames<T>.Of(known))
    {
    }

    public bool Is(T value) => Known is { } known && EqualityComparer<T>.Default.Equals(known, value);

    public override string ToString() => Text;
}
