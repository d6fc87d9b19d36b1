using EvOps.Domain.Users;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>What the house says of a tag, in the words of OCPP 1.6 §7.27.</summary>
internal static class TagInfo
{
    public static IdTagInfo Of(TagAnswer tag) => new(
        tag.Status switch
        {
            TagStatus.Accepted => AuthorizationStatus.Accepted,
            TagStatus.Blocked => AuthorizationStatus.Blocked,
            TagStatus.Expired => AuthorizationStatus.Expired,
            TagStatus.Invalid => AuthorizationStatus.Invalid,
        },
        tag.ExpiresAt,
        tag.ParentValue);

    public static IdTagInfo Of(StartAnswer answer) => new(
        answer.Verdict switch
        {
            StartVerdict.Accepted => AuthorizationStatus.Accepted,
            StartVerdict.Blocked => AuthorizationStatus.Blocked,
            StartVerdict.Expired => AuthorizationStatus.Expired,
            StartVerdict.Invalid => AuthorizationStatus.Invalid,
            StartVerdict.ConcurrentTx => AuthorizationStatus.ConcurrentTx,
        },
        answer.Tag.ExpiresAt,
        answer.Tag.ParentValue);
}
