using System.Diagnostics.Metrics;
using EvOps.Infrastructure.Metrics;

namespace EvOps.Infrastructure.Webhooks;

/// <summary>Counts what comes of sending events to other systems.</summary>
public sealed class WebhookInstruments(EvOpsMeter meter)
{
    private readonly Counter<long> delivered = meter.Counter("evops_webhooks_delivered_total", "Events that other systems took.");
    private readonly Counter<long> failed = meter.Counter("evops_webhook_failures_total", "Attempts to send an event that failed; each is tried again later.");

    public void Sent(bool isSuccess) => (isSuccess ? delivered : failed).Add(1);
}
