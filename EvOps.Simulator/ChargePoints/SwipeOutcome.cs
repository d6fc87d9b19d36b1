namespace EvOps.Simulator;

/// <summary>What came of holding a tag to the reader.</summary>
public enum SwipeOutcome
{
    /// <summary>A transaction began.</summary>
    Started,

    /// <summary>The tag is good; a car must be plugged in before ConnectionTimeOut.</summary>
    WaitingForCar,

    /// <summary>The running transaction ended.</summary>
    Stopped,

    /// <summary>Nothing happened: the tag was refused, or the connector serves someone else or nobody.</summary>
    Refused,
}
