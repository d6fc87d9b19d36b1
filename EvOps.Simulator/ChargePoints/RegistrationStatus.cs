namespace EvOps.Simulator;

/// <summary>What the central system said to the last BootNotification (OCPP 1.6 §7.40).</summary>
public enum RegistrationStatus
{
    /// <summary>It has not answered one yet.</summary>
    None,

    /// <summary>The charge point belongs to it and may charge.</summary>
    Accepted,

    /// <summary>It wants to look at the charge point first; nothing but BootNotification may be sent.</summary>
    Pending,

    /// <summary>It does not know the charge point; nothing but BootNotification may be sent, and not soon.</summary>
    Rejected,
}
