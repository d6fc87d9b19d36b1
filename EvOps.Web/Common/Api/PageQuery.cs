using Microsoft.AspNetCore.Mvc;

namespace EvOps.Web.Common.Api;

/// <summary>Which part of a list: <c>?limit&amp;offset</c>. Take it as <c>[AsParameters] PageQuery page</c>; the API's group refuses what is out of range.</summary>
/// <param name="Limit">Rows, 1 to 500; 50 where it is left out.</param>
/// <param name="Offset">Rows to leave out before them.</param>
public readonly record struct PageQuery([FromQuery(Name = "limit")] int? Limit, [FromQuery(Name = "offset")] int? Offset)
{
    public const int Most = 500, Usual = 50;

    public int Take => Limit ?? Usual;

    public int Skip => Offset ?? 0;

    internal Failure? Check()
    {
        var errors = new Dictionary<string, string[]>();
        if (Take is < 1 or > Most) errors["limit"] = [$"limit must be between 1 and {Most}."];
        if (Skip < 0) errors["offset"] = ["offset must not be negative."];
        return errors.Count == 0 ? null : new Failure(string.Join(" ", errors.Values.SelectMany(sentences => sentences)), "invalid_request", errors);
    }
}
