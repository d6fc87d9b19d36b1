using System.Security.Claims;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Users;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Users;

/// <summary>The tags drivers charge with.</summary>
public static class TagsApi
{
    private sealed record TagBody(TagStatus Status, DateTimeOffset? ExpiryDate = null, string? ParentIdTag = null, Guid? UserId = null);

    private sealed record TagView(string IdTag, TagStatus Status, DateTimeOffset? ExpiryDate, string? ParentIdTag, Guid? UserId)
    {
        public static TagView Of(TagRow row) => new(row.IdTag, row.Status, row.ExpiryDate, row.ParentIdTag, row.UserId);
    }

    private sealed record RemovedTag(string IdTag);

    public static void MapTagsApi(this IEndpointRouteBuilder app)
    {
        var tags = app.MapApi("/v1/tags", "Tags").RequirePermission(Permission.ManageTags);
        tags.MapGet("", ListAsync).WithSummary("The tags the house knows, in the order of their text.");
        tags.MapGet("/{idTag}", FindAsync).WithSummary("One tag.").Produces<Failure>(StatusCodes.Status404NotFound);
        tags.MapPut("/{idTag}", SaveAsync)
            .WithExample("""{"status": "Accepted", "expiryDate": "2027-12-31T23:59:59Z"}""")
            .WithSummary("Enters a tag or changes it. What is left out is taken away.");
        tags.MapDelete("/{idTag}", RemoveAsync).WithSummary("Forgets a tag.").Produces<Failure>(StatusCodes.Status404NotFound);
    }

    private static async Task<Answer<Page<TagView>>> ListAsync(
        string? search, Choice<TagStatus>? status, [AsParameters] PageQuery page, ListTags tags, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await tags.RunAsync(user.ToActor(), new TagFilter(search, status?.Value), page.Take, page.Skip, cancel),
            found => new Page<TagView>([.. found.Items.Select(TagView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<TagView>> FindAsync(string idTag, ListTags tags, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await tags.FindAsync(user.ToActor(), PathText.Of(idTag), cancel), TagView.Of);

    private static async Task<Answer<TagView>> SaveAsync(string idTag, TagBody body, SaveTag save, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await save.RunAsync(user.ToActor(), PathText.Of(idTag), new TagWish(body.Status, body.ExpiryDate, body.ParentIdTag, body.UserId), cancel),
            TagView.Of);

    private static async Task<Answer<RemovedTag>> RemoveAsync(string idTag, RemoveTag remove, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await remove.RunAsync(user.ToActor(), PathText.Of(idTag), cancel), () => new RemovedTag(IdTag.Normalise(PathText.Of(idTag))));
}
