namespace EvOps.Web.Common.Charts;

/// <summary>How far back a live chart looks.</summary>
public enum ChartWindow
{
    QuarterHour,
    Hour,
    All,
}
