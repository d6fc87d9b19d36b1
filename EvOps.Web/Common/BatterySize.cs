namespace EvOps.Web.Common;

/// <summary>How large a <see cref="Battery"/> is drawn.</summary>
public enum BatterySize
{
    /// <summary>For a row of a table, with its figure beside it.</summary>
    Small,

    /// <summary>For the head of a session's page, with its figure inside.</summary>
    Large,
}
