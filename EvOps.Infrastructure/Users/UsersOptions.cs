using System.ComponentModel.DataAnnotations;

namespace EvOps.Infrastructure.Users;

/// <summary>What a tag is worth that nobody has entered.</summary>
public enum UnknownTags
{
    /// <summary>Invalid (OCPP 1.6 §7.2).</summary>
    Reject,

    /// <summary>Anybody may charge.</summary>
    Accept,
}

/// <summary>Section <c>Users</c>.</summary>
public sealed record UsersOptions
{
    public const string Section = "Users";

    [EnumDataType(typeof(UnknownTags))]
    public UnknownTags UnknownTags { get; init; } = UnknownTags.Reject;

    /// <summary>Wrong passwords in a row before the door stays shut.</summary>
    [Range(1, 100)]
    public int LockOutAfter { get; init; } = 5;

    [Range(1, 1440)]
    public int LockOutMinutes { get; init; } = 5;

    /// <summary>How long an invite link may be used.</summary>
    [Range(1, 90)]
    public int InviteDays { get; init; } = 7;
}

/// <summary>Section <c>Bootstrap</c>: the first administrator, made in any environment where there is none.</summary>
public sealed record BootstrapOptions
{
    public const string Section = "Bootstrap";

    public string? AdminEmail { get; init; }

    public string? AdminPassword { get; init; }
}
