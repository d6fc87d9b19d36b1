using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace EvOps.Infrastructure.Alerts;

/// <summary>Section <c>Mail</c>: the server that notices are sent through. Without a host no mail is sent. It holds a password: never logged.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    public string? Host { get; init; }

    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    /// <summary>Null: the server asks for none.</summary>
    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>Whom it comes from: "EvOps &lt;no-reply@example.com&gt;".</summary>
    public string? From { get; init; }

    /// <summary>STARTTLS; a server that has none is then refused.</summary>
    public bool UseTls { get; init; } = true;

    /// <summary>Where people reach the console, for links in mails. Null: mails have none.</summary>
    public string? PublicUrl { get; init; }

    public bool IsOn => !string.IsNullOrWhiteSpace(Host);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && !MailAddress.TryCreate(From, out _)) yield return new("With a mail server an address is needed that mails come from.", [nameof(From)]);
        if (string.IsNullOrEmpty(UserName) != string.IsNullOrEmpty(Password)) yield return new("A user name and a password are needed together, or neither.", [nameof(UserName)]);
        if (!string.IsNullOrWhiteSpace(PublicUrl) && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return new("An address such as https://charge.example.com is needed.", [nameof(PublicUrl)]);
    }
}
