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
public sealed class UrlState(NavigationManager navigation)
{
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
        if (target != navigation.Uri) navigation.NavigateTo(target, replace: true);
    }

    /// <summary>The present address with other values: where a link to the next page leads.</summary>
    public string Link(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var changes = new Dictionary<string, object?>();
        foreach (var (name, value) in values) changes[name] = AsText(value);
        return navigation.GetUriWithQueryParameters(changes);
    }

    private static string? AsText(object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private Dictionary<string, Microsoft.Extensions.Primitives.StringValues> Query() => QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query);
}
