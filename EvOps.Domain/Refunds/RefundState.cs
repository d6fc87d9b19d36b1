namespace EvOps.Domain.Refunds;

/// <summary>Where a refund stands.</summary>
public enum RefundState
{
    /// <summary>Asked for; somebody else decides.</summary>
    Requested,

    /// <summary>To be paid at its time.</summary>
    Approved,

    /// <summary>Being paid, or the payment service has it and has not said yet what came of it.</summary>
    Executing,

    /// <summary>Paid, and in the ledger.</summary>
    Done,

    Rejected,

    /// <summary>A dead letter: it was tried for too long, or the payment service said no. A person looks at it.</summary>
    Failed,
}

/// <summary>What is refunded.</summary>
public enum RefundSubject
{
    /// <summary>What a driver paid for a session.</summary>
    Session,

    /// <summary>What a driver paid for a booking.</summary>
    Booking,

    /// <summary>Nothing that was paid: a credit out of goodwill, into a driver's wallet.</summary>
    Wallet,
}

/// <summary>Why, for those who count.</summary>
public enum RefundReason
{
    Other,
    ChargerFault,
    StuckSession,
    WrongBill,
    BookingNotUsable,
    Goodwill,

    /// <summary>A booking was called off, or nobody came: what the rules give back.</summary>
    BookingEnded,
}

/// <summary>By which way money goes back.</summary>
public enum RefundWay
{
    /// <summary>Into the driver's wallet, here.</summary>
    Wallet,

    /// <summary>By the payment service that took it.</summary>
    Http,
}

/// <summary>What a way to pay answered.</summary>
public enum RefundAnswer
{
    /// <summary>The money is back.</summary>
    Paid,

    /// <summary>The payment service has it; what comes of it is told later.</summary>
    UnderWay,

    /// <summary>It said no, and means it: nothing was paid.</summary>
    Refused,

    /// <summary>No answer that says anything: it may have been paid, so it is asked again by the same key.</summary>
    Unknown,
}

public static class RefundStates
{
    /// <summary>A person has to do something.</summary>
    public static bool NeedsSomebody(this RefundState state) => state switch
    {
        RefundState.Requested or RefundState.Failed => true,
        RefundState.Approved or RefundState.Executing or RefundState.Done or RefundState.Rejected => false,
    };
}
