using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>A CALL waiting for its turn.</summary>
internal sealed class OutgoingCall
{
    public required string Action { get; init; }

    /// <summary>Built when it is sent, because a transaction's number may only then be known.</summary>
    public required Func<JsonObject> Payload { get; init; }

    /// <summary>Transaction-related messages outlive the connection and are sent in order, later (OCPP 1.6 §3.7).</summary>
    public bool IsKept { get; init; }

    /// <summary>BootNotification, and what was triggered, may be sent before registration is accepted (OCPP 1.6 §4.2).</summary>
    public bool BeforeRegistration { get; init; }

    public Action<JsonObject>? Answered { get; init; }

    public long Order { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>Completes with the answer, or with why there is none; a kept call that has to wait for the next connection completes with null.</summary>
    public TaskCompletionSource<JsonObject?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
