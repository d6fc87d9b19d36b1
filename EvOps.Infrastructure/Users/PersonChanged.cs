namespace EvOps.Infrastructure.Users;

/// <summary>A person was invited, changed, disabled or enabled.</summary>
public readonly record struct PersonChanged(Guid PersonId);
