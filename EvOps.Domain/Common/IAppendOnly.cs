namespace EvOps.Domain.Common;

/// <summary>A row that is written once. The database room refuses to save a change of it, or its removal: both are bugs.</summary>
public interface IAppendOnly;
