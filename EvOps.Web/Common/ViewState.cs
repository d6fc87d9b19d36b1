using EvOps.Domain.Common;
using EvOps.Infrastructure.Database;

namespace EvOps.Web.Common;

/// <summary>
/// What a page shows: it waits, it failed, or here it is. One value instead of a flag for each; <see cref="View{T}"/> renders it.
/// <code>
/// private ViewState&lt;StationDetail&gt; state = new ViewState&lt;StationDetail&gt;.Waiting();
/// protected override async Task RefreshAsync() => state = await ViewState.OfAsync(() => stations.DetailAsync(id), "This station");
/// </code>
/// </summary>
public abstract record ViewState<T>
{
    private ViewState()
    {
    }

    /// <summary>The query is on its way.</summary>
    public sealed record Waiting : ViewState<T>;

    /// <summary>It went wrong, in a sentence.</summary>
    public sealed record Failed(string Sentence) : ViewState<T>;

    /// <summary>It is not there for this person: removed, never was, or somebody else's. Trying again does not help.</summary>
    public sealed record Absent(string Sentence) : ViewState<T>;

    /// <summary>Here it is.</summary>
    public sealed record Shown(T Content) : ViewState<T>;
}

/// <summary>Runs a query into a view state.</summary>
public static class ViewState
{
    // What is no trouble of the database is a bug, and belongs to the page's error boundary.
    /// <param name="query">The query; null means that there is no such thing.</param>
    /// <param name="what">What it fetches, as a sentence begins: "This station", "The list of sessions".</param>
    public static async Task<ViewState<T>> OfAsync<T>(Func<Task<T?>> query, string what)
        where T : class
    {
        try
        {
            return await query() is { } found ? new ViewState<T>.Shown(found) : new ViewState<T>.Absent($"{what} does not exist, or was removed.");
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            return Unread<T>(what);
        }
    }

    /// <summary>A query that may refuse; its own sentence is shown.</summary>
    public static async Task<ViewState<T>> OfAsync<T>(Func<Task<Outcome<T>>> query, string what)
    {
        try
        {
            return await query() switch
            {
                { IsDone: true } done => new ViewState<T>.Shown(done.Value),
                { Refusal.Kind: RefusalKind.NotFound or RefusalKind.Forbidden } refused => new ViewState<T>.Absent(refused.Refusal!.Message),
                var refused => new ViewState<T>.Failed(refused.Refusal!.Message),
            };
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            return Unread<T>(what);
        }
    }

    private static ViewState<T>.Failed Unread<T>(string what) => new($"{what} could not be read: the database did not answer.");
}
