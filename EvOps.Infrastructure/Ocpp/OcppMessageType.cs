namespace EvOps.Infrastructure.Ocpp;

/// <summary>The message types of OCPP-J 1.6 §4.1.3, with the numbers they have on the wire.</summary>
public enum OcppMessageType
{
    Call = 2,
    CallResult = 3,
    CallError = 4,
}
