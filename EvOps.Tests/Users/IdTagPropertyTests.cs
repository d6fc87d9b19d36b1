using EvOps.Domain.Users;
using EvOps.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.Users;

public sealed class IdTagPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_tag_in_its_normal_form_stays_as_it_is() =>
        Always.HoldsFor(Sent(), sent => Assert.Equal(IdTag.Normalise(sent), IdTag.Normalise(IdTag.Normalise(sent))));

    [Fact]
    public void Case_and_what_readers_put_around_a_tag_make_no_other_tag() =>
        Always.HoldsFor(from sent in Sent() from before in Around() from after in Around() select (sent, before, after), some =>
            Assert.Equal(IdTag.Normalise(some.sent), IdTag.Normalise(some.before + some.sent.ToLowerInvariant() + some.after)));

    [Fact]
    public void Tags_that_differ_in_a_letter_or_digit_are_different() =>
        Always.HoldsFor(from before in Plain() from one in Letter() from other in Letter() from after in Plain() select (before, one, other, after), some =>
            Assert.Equal(
                char.ToUpperInvariant(some.one) == char.ToUpperInvariant(some.other),
                IdTag.Normalise($"{some.before}{some.one}{some.after}") == IdTag.Normalise($"{some.before}{some.other}{some.after}")));

    [Fact]
    public void A_tag_expires_at_its_moment_and_only_an_accepted_one_does() =>
        Always.HoldsFor<(TagStatus Status, int? ExpiresIn)>(some =>
        {
            var tag = new IdTag("TAG", TagStatus.Accepted);
            tag.Change(some.Status, some.ExpiresIn is { } seconds ? Now.AddSeconds(seconds) : null, null, null);

            var expected = some is { Status: TagStatus.Accepted, ExpiresIn: <= 0 } ? TagStatus.Expired : some.Status;
            Assert.Equal(expected, tag.StatusAt(Now));
        });

    [Fact]
    public void A_parent_is_compared_as_tags_are() =>
        Always.HoldsFor(Sent(), sent =>
        {
            var tag = new IdTag("TAG", TagStatus.Accepted);
            tag.Change(TagStatus.Accepted, null, sent, null);

            Assert.Equal(IdTag.Normalise(sent) is { Length: > 0 } parent ? parent : null, tag.ParentValue);
        });

    private static Gen<char> Letter() => Gen.Elements("aAbBefEF0123-:".ToCharArray());

    private static Gen<string> Plain() => Letter().ArrayOf().Select(letters => new string(letters));

    private static Gen<string> Around() => Gen.Elements(" \t\r\n\0\u0003\u001b\u0002".ToCharArray()).ArrayOf().Select(letters => new string(letters));

    private static Gen<string> Sent() => from before in Around() from middle in Plain() from inner in Around() from end in Plain() select before + middle + inner + end;
}
