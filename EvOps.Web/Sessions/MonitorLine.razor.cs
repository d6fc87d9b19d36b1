using EvOps.Domain.Sessions;
using EvOps.Infrastructure.Sessions;
using EvOps.Web.Common;
using EvOps.Web.Common.Charts;
using Microsoft.AspNetCore.Components;

namespace EvOps.Web.Sessions;

/// <summary>One line of the monitor. Rendered again only when something of it has changed.</summary>
public sealed partial class MonitorLine
{
    private const string NoReading = "The charger has sent no reading yet.";

    private (MonitorRow? Row, bool IsOpened, string Link, SessionDeadlines? Deadlines) shown;
    private IReadOnlyList<ChartPoint> points = [];

    [Parameter, EditorRequired]
    public MonitorRow Row { get; set; } = null!;

    /// <summary>Whether the session stands open beside the list.</summary>
    [Parameter]
    public bool IsOpened { get; set; }

    /// <summary>Address that opens it there.</summary>
    [Parameter, EditorRequired]
    public string Link { get; set; } = "";

    /// <summary>How long a start or a stop may stay unanswered where it is.</summary>
    [Parameter, EditorRequired]
    public SessionDeadlines Deadlines { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private LiveSession session => Row.Session;

    private LiveFigures figures => Row.Figures;

    private bool isCharging => Row.EndedAt is null && figures.State is SessionState.Charging or SessionState.Stopping;

    private string NoPower => Row.EndedAt is null ? "Neither power nor two energy readings so far." : "The session has ended.";

    // What is waited for, and until when.
    private string? Pending => (Row.EndedAt, Deadlines.Of(figures.State, session.RequestedAt, figures.StopRequestedAt)) switch
    {
        (null, { } until) => figures.StopOverdueAt is null ? $"until {ShowTime.Clock(until, Time.GetUtcNow(), session.TimeZone)}" : $"overdue since {ShowTime.Clock(until, Time.GetUtcNow(), session.TimeZone)}",
        _ => null,
    };

    private string State => (Row.EndedAt is null ? "" : "ended ") + (Row.IsNew ? "new " : "") + (IsOpened ? "chosen" : "");

    // The row is a record: equal figures are an equal row.
    protected override bool ShouldRender() => shown != (Row, IsOpened, Link, Deadlines);

    protected override void OnParametersSet()
    {
        if (Row == shown.Row) return;
        points = [.. session.Points.Select(point => new ChartPoint(point.At, point.PowerW))];
    }

    protected override void OnAfterRender(bool firstRender) => shown = (Row, IsOpened, Link, Deadlines);
}
