namespace EvOps.Web.Common;

/// <summary>What a colour means, and nothing else is coloured.</summary>
public enum Tone
{
    /// <summary>Blue: energy flows.</summary>
    Charging,

    /// <summary>Green: available, or well.</summary>
    Available,

    /// <summary>Amber: needs attention.</summary>
    Attention,

    /// <summary>Red: a fault, or money at risk.</summary>
    Fault,

    /// <summary>Grey: offline, ended, or not known.</summary>
    Offline,

    /// <summary>Violet: reserved.</summary>
    Reserved,
}

/// <summary>A state as it is shown: always colour, sign and word together. Where a state needs a reason, hovering tells it.</summary>
public readonly partial record struct Status(Tone Tone, Glyph Glyph, string Word, string? Why = null)
{
    /// <summary>The CSS class of the tone.</summary>
    public string ToneClass => Class(Tone);

    /// <summary>Attention and fault are laid on a wash, so that the eye goes there; the rest stays quiet.</summary>
    public bool IsLoud => Tone is Tone.Attention or Tone.Fault;

    /// <summary>The CSS class of a tone: sets --tone, --tone-fill and --tone-wash for what is inside.</summary>
    public static string Class(Tone tone) => tone switch
    {
        Tone.Charging => "tone-blue",
        Tone.Available => "tone-green",
        Tone.Attention => "tone-amber",
        Tone.Fault => "tone-red",
        Tone.Offline => "tone-grey",
        Tone.Reserved => "tone-violet",
    };
}
