namespace EvOps.Infrastructure.Webhooks;

/// <summary>A subscription was added, changed, removed, or disabled by the house.</summary>
public readonly record struct SubscriptionChanged(Guid SubscriptionId);

/// <summary>A delivery was asked for, attempted, or given up.</summary>
public readonly record struct DeliveryChanged(Guid SubscriptionId, Guid DeliveryId);
