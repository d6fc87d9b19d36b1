namespace EvOps.Infrastructure.Users;

/// <summary>A tag was entered, changed or removed.</summary>
public readonly record struct TagChanged(string IdTag);
