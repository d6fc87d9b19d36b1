namespace EvOps.Infrastructure.Common;

/// <summary>One page of a list that was counted, sorted and cut in SQL.</summary>
/// <param name="Total">Rows of the whole list, with its filters.</param>
/// <param name="Limit">Rows that were asked for.</param>
/// <param name="Offset">Rows before this page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Total, int Limit, int Offset);
