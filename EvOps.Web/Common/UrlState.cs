using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace EvOps.Web.Common;

/// <summary>
/// Filters, sort and page number of a list, kept in the address: they survive a reload and can be sent to a colleague. Inject it
/// beside the queries; what equals its default is left out of the address.
/// <code>
/// var search = url.Text("search");
/// url.Set(("search", typed), ("page", null));
/// </code>
/// </summary>
public sealed class UrlState
{
    private readonly NavigationManager navigation;

    // Where the browser was sent and has not said yet that it is: two filters set one right after the other must not take each other back.
    private string? ahead;

    public UrlState(NavigationManager navigation)
    {
        this.navigation = navigation;
        navigation.LocationChanged += (_, moved) =>
        {
            if (ahead is not null && (moved.Location == ahead || PathOf(moved.Location) != PathOf(ahead))) ahead = null;
        };
    }

    private string Address => ahead ?? navigation.Uri;

    public string? Text(string name) =>
        Query().TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A number of at least 1, such as a page.</summary>
    public int Number(string name, int otherwise = 1) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;

    public Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;

    /// <summary>One of an enum, by its name; null where the address has none or something else.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(Text(name), ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice : null;

    /// <summary>Writes several at once, in place of the present history entry; null or empty removes one.</summary>
    public void Set(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var target = Link(values);
        if (target == Address) return;

        ahead = target;
        navigation.NavigateTo(target, replace: true);
    }

    /// <summary>The present address with other values: where a link to the next page leads.</summary>
    public string Link(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var changes = new Dictionary<string, object?>();
        foreach (var (name, value) in values) changes[name] = AsText(value);
        return navigation.GetUriWithQueryParameters(Address, changes);
    }

    private static string? AsText(object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private Dictionary<string, Microsoft.Extensions.Primitives.StringValues> Query() => QueryHelpers.ParseQuery(new Uri(Address).Query);

    private static string PathOf(string address) => new Uri(address).AbsolutePath;
}
