using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using EvOps.Domain.Alerts;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Common;
using EvOps.Web.Common;
using EvOps.Web.Common.Api;

namespace EvOps.Web.Alerts;

/// <summary>What one was told oneself.</summary>
public static class NoticesApi
{
    /// <param name="Kind">SESSION_ENDED, START_CALLED_OFF, BILL_CORRECTED, BILL_DECIDED, FEE_WAIVED, BOOKING_CONFIRMED, BOOKING_CANCELLED, BOOKING_MISSED, BOOKING_TROUBLE, REFUNDED, REFUND_REJECTED or ALERT.</param>
    /// <param name="Link">Path inside the console.</param>
    /// <param name="ReadAt">Null until it was read.</param>
    /// <param name="MailStatus">NOT_SET_UP (there is no mail server), NOT_WANTED, WAITING, SENT or GIVEN_UP.</param>
    private sealed record NoticeView(
        Guid Id, [property: JsonConverter(typeof(CapitalWords<NoticeKind>))] NoticeKind Kind, string Title, string Message, string Link, DateTimeOffset At, DateTimeOffset? ReadAt,
        [property: JsonConverter(typeof(CapitalWords<MailState>))] MailState MailStatus)
    {
        public static NoticeView Of(NoticeRow row) => new(row.Id, row.Kind, row.Title, row.Words, row.Link, row.At, row.ReadAt, row.Mail);
    }

    private sealed record ReadBody([property: Description("Which; left out: all. Those of others are as if they were not there.")] IReadOnlyList<Guid>? Ids = null);

    private sealed record ReadView(int Read);

    public static void MapNoticesApi(this IEndpointRouteBuilder app)
    {
        var notices = app.MapApi("/v1/notices", "Notices").RequirePermission(Permission.ChargeOwn);
        notices.MapGet("", ListAsync).WithSummary("What one was told oneself, newest first.");
        notices.MapPost("/read", ReadAsync)
            .WithExample("""{"ids": ["0190f5c1-7b2e-7a31-9c55-1f0e8d5b2a14"]}""")
            .WithSummary("Marks notices of one's own as read. Answers how many had not been read before.");
    }

    private static async Task<Answer<Page<NoticeView>>> ListAsync(
        [Description("True: only those that were not read.")] bool? unread, [AsParameters] PageQuery page, ListNotices notices, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(
            await notices.RunAsync(user.ToActor(), unread == true, page.Take, page.Skip, cancel),
            found => new Page<NoticeView>([.. found.Items.Select(NoticeView.Of)], found.Total, found.Limit, found.Offset));

    private static async Task<Answer<ReadView>> ReadAsync(ReadBody? body, ReadNotices read, ClaimsPrincipal user, CancellationToken cancel) =>
        Answer.Of(await read.RunAsync(user.ToActor(), body?.Ids, cancel), count => new ReadView(count));
}
