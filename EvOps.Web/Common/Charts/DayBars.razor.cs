using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Common.Charts;

/// <summary>A day of <see cref="DayBars"/>: one value for each name.</summary>
public sealed record DayBar(DateOnly Day, IReadOnlyList<int> Values);

/// <summary>
/// What was counted on each day, in parts on top of each other. Text is there for whoever sees no bars. The parts are shades of red: what
/// is counted is trouble, and colours mean something here.
/// </summary>
public sealed partial class DayBars
{
    /// <summary>More would not be told apart: put the rest together.</summary>
    public const int MostParts = 5;

    private const int MostMarks = 6;

    [Parameter, EditorRequired]
    public IReadOnlyList<DayBar> Days { get; set; } = [];

    /// <summary>Of the parts, from the bottom up.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>What is counted: "Faults of each day".</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public int Height { get; set; } = 140;

    private ValueScale Scale => ValueScale.FromZero(Math.Max(4, Days.Count == 0 ? 0 : Days.Max(day => day.Values.Sum())));

    private string Share(int value) => (value / Scale.High * 100).ToString("0.##", CultureInfo.InvariantCulture);

    private string WordsOf(DayBar day)
    {
        var date = day.Day.ToString("d MMMM", CultureInfo.InvariantCulture);
        var parts = Names.Zip(day.Values).Where(part => part.Second > 0).Select(part => $"{part.Second} {part.First}").ToList();
        return parts.Count == 0 ? $"{date}: none" : $"{date}: {string.Join(", ", parts)}";
    }

    private IEnumerable<(string Share, string Text)> Marks()
    {
        var step = Math.Max(1, (int)Math.Ceiling(Days.Count / (double)MostMarks));
        for (var i = step / 2; i < Days.Count; i += step)
            yield return (((i + 0.5) / Days.Count * 100).ToString("0.##", CultureInfo.InvariantCulture), Days[i].Day.ToString("d MMM", CultureInfo.InvariantCulture));
    }
}
