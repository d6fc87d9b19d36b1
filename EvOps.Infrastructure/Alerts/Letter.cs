using System.Globalization;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using EvOps.Domain.Alerts;

namespace EvOps.Infrastructure.Alerts;

/// <summary>A notice on its way to somebody's mailbox, as plain text.</summary>
public sealed record Letter(Guid NoticeId, string To, string Subject, string Text)
{
    public static Letter Of(Notice notice, string to, string? publicUrl)
    {
        var console = string.IsNullOrWhiteSpace(publicUrl) ? null : publicUrl.TrimEnd('/');
        string[] paragraphs = console is null
            ? [notice.Words]
            : [notice.Words, $"{console}{notice.Link}", $"You can turn these mails off at {console}/drive/notices"];
        return new Letter(notice.Id, to, OneLine(notice.Title), string.Join("\r\n\r\n", paragraphs) + "\r\n");
    }

    /// <summary>Ready for the wire. The same notice sent twice has the same Message-ID, so that mailboxes can tell.</summary>
    internal MailMessage ToMessage(MailAddress from)
    {
        var message = new MailMessage(from, new MailAddress(To)) { Subject = Subject, SubjectEncoding = Encoding.UTF8 };
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(Text, Encoding.UTF8, MediaTypeNames.Text.Plain));
        message.AlternateViews[0].TransferEncoding = TransferEncoding.QuotedPrintable;
        message.Headers.Add("Message-ID", $"<{NoticeId}@{from.Host}>");
        // RFC 3834: nobody's out-of-office note answers it.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    // A line break in a subject would begin another header: names of places come from people.
    private static string OneLine(string text) => string.Join(' ', string.Concat(text.Select(c => IsBreak(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static bool IsBreak(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
