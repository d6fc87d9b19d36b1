using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace EvOps.Web.Shell;

/// <summary>A link of the navigation, which is the present one on more addresses than those below its own.</summary>
public sealed class RoomLink : NavLink
{
    /// <summary>Beginnings of paths that belong to it; empty: its own.</summary>
    [Parameter]
    public IReadOnlyList<string> Also { get; set; } = [];

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override bool ShouldMatch(string uriAbsolute) =>
        base.ShouldMatch(uriAbsolute) || Also.Any(path => uriAbsolute.StartsWith(Navigation.ToAbsoluteUri(path).ToString(), StringComparison.Ordinal));
}
