using EvOps.Domain.Refunds;
using EvOps.Infrastructure.Refunds;

namespace EvOps.Web.Refunds;

/// <summary>The filter of the list of refunds as its address has it; the export takes the same.</summary>
internal static class RefundQuery
{
    /// <summary>Those that wait for a person.</summary>
    public const string Waiting = "waiting";

    /// <param name="value">A value of the address by its name, or null.</param>
    public static RefundFilter FilterOf(Func<string, string?> value) => new(
        State: Enum.TryParse<RefundState>(value("state"), ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null,
        NeedsSomebody: value("state") == Waiting,
        Search: value("search"),
        SubjectId: Guid.TryParse(value("of"), out var subject) ? subject : null,
        IsUrgentFirst: true);
}
