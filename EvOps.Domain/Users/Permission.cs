namespace EvOps.Domain.Users;

/// <summary>What a person may do. Each is a named authorization policy of the same name; use cases check it again.</summary>
public enum Permission
{
    /// <summary>See stations, chargers, live sessions.</summary>
    ViewNetwork,

    /// <summary>Change stations, enrol charge points, set keys.</summary>
    ManageStations,

    /// <summary>Change tariffs and say which station uses which.</summary>
    ManageTariffs,

    /// <summary>Send OCPP commands to a charger and decide its boot status.</summary>
    CommandChargers,

    /// <summary>Read the OCPP messages of a charger.</summary>
    ViewMessages,

    /// <summary>Create, block and remove tags.</summary>
    ManageTags,

    /// <summary>Start and stop anybody's session.</summary>
    ControlSessions,

    /// <summary>Free a plug: end what holds it, and unlock the cable.</summary>
    UnlockConnectors,

    /// <summary>Take alerts, and snooze them.</summary>
    HandleAlerts,

    /// <summary>Say from when on a session counts as stuck.</summary>
    SetThresholds,

    /// <summary>Decide about bills that are held: accept, correct, waive.</summary>
    ReviewBills,

    /// <summary>See everybody's wallet and book what drivers pay in.</summary>
    ManageWallets,

    /// <summary>See refunds and ask for one.</summary>
    RequestRefunds,

    /// <summary>Decide about refunds that somebody else asked for, and raise those again that failed.</summary>
    ApproveRefunds,

    /// <summary>Start and stop with a tag of one's own, see one's own sessions.</summary>
    ChargeOwn,

    /// <summary>Invite people, give roles, disable accounts.</summary>
    ManageUsers,

    /// <summary>Read the audit trail.</summary>
    ViewAudit,

    /// <summary>See and start background jobs.</summary>
    ManageJobs,

    /// <summary>Say which other systems are told of what happens here, and see what they were sent.</summary>
    ManageWebhooks,
}

/// <summary>The one table of role and permission.</summary>
public static class RolePermissions
{
    public static IReadOnlySet<Permission> Of(Role role) => role switch
    {
        Role.Admin => All,
        Role.Operator => OperatorRights,
        Role.Support => SupportRights,
        Role.Driver => DriverRights,
    };

    public static bool Allow(IEnumerable<Role> roles, Permission permission) => roles.Any(role => Of(role).Contains(permission));

    private static readonly HashSet<Permission> All = [.. Enum.GetValues<Permission>()];

    private static readonly HashSet<Permission> OperatorRights =
    [
        Permission.ViewNetwork, Permission.CommandChargers, Permission.ViewMessages, Permission.ManageTags,
        Permission.ControlSessions, Permission.UnlockConnectors, Permission.HandleAlerts, Permission.ChargeOwn,
    ];

    private static readonly HashSet<Permission> SupportRights =
    [
        Permission.ViewNetwork, Permission.HandleAlerts, Permission.ViewMessages, Permission.ControlSessions, Permission.ReviewBills, Permission.ManageWallets,
        Permission.RequestRefunds, Permission.ApproveRefunds, Permission.ChargeOwn,
    ];

    private static readonly HashSet<Permission> DriverRights = [Permission.ChargeOwn];
}
