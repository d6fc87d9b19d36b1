using System.Text.Json.Nodes;

namespace EvOps.Simulator;

/// <summary>A CALL that came in (OCPP-J 1.6 §4.2.1).</summary>
/// <param name="MessageId">The unique id the peer gave it.</param>
/// <param name="Action">The action's name, e.g. <c>RemoteStartTransaction</c>.</param>
/// <param name="Payload">The request; empty when the peer sent null.</param>
public sealed record OcppCall(string MessageId, string Action, JsonObject Payload)
{
    private Action? afterAnswer;

    /// <summary>What to do once the answer is on its way: a charge point answers first and acts then.</summary>
    public void AfterAnswer(Action action) => afterAnswer += action;

    internal void Answered() => afterAnswer?.Invoke();
}
