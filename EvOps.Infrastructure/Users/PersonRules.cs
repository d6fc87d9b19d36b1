using System.Net.Mail;
using EvOps.Domain.Common;
using EvOps.Domain.Users;
using Microsoft.AspNetCore.Identity;

namespace EvOps.Infrastructure.Users;

/// <summary>What is asked of an e-mail address, a name, a password and a set of roles.</summary>
public static class PersonRules
{
    /// <summary>All that is wrong with somebody new, at once.</summary>
    public static Refusal? CheckNew(string? email, string? displayName, string? phone, IReadOnlyCollection<Role> roles)
    {
        var errors = new Dictionary<string, string[]>();
        if (EmailTrouble(email) is { } emailTrouble) errors["email"] = [emailTrouble];
        if (NameTrouble(displayName) is { } nameTrouble) errors["displayName"] = [nameTrouble];
        if (CheckPhone(phone) is { } badPhone) errors["phone"] = [badPhone.Message];
        if (CheckRoles(roles) is { } noRoles) errors["roles"] = [noRoles.Message];
        return errors.Count == 0
            ? null
            : new Refusal(RefusalKind.Invalid, "invalid_request", string.Join(" ", errors.Values.SelectMany(sentences => sentences)), errors);
    }

    public static Refusal? CheckEmail(string? email) => EmailTrouble(email) is { } trouble ? Refuse.InvalidField("email", trouble) : null;

    /// <summary>Nobody has to have one.</summary>
    public static Refusal? CheckPhone(string? phone) => string.IsNullOrWhiteSpace(phone) || Phone.Normalise(phone) is not null
        ? null
        : Refuse.InvalidField("phone", $"\"{Short(phone.Trim())}\" is not a phone number: write it with its country, such as +49 30 23125100.");

    /// <summary>A number that was checked, in the form it is stored in; null where there is none.</summary>
    public static string? PhoneOf(string? phone) => string.IsNullOrWhiteSpace(phone) ? null : Phone.Normalise(phone);

    public static Refusal? CheckRoles(IReadOnlyCollection<Role> roles) =>
        roles.Count == 0 ? Refuse.InvalidField("roles", "At least one role is needed.") : null;

    /// <summary>The one sentence names everything that is missing, so that nobody has to try twice.</summary>
    public static Refusal? CheckPassword(string? password, PasswordOptions asked)
    {
        var text = password ?? "";
        List<string> missing = [];
        if (text.Length < asked.RequiredLength) missing.Add($"at least {asked.RequiredLength} characters");
        if (asked.RequireUppercase && !text.Any(char.IsAsciiLetterUpper)) missing.Add("a capital letter");
        if (asked.RequireLowercase && !text.Any(char.IsAsciiLetterLower)) missing.Add("a small letter");
        if (asked.RequireDigit && !text.Any(char.IsAsciiDigit)) missing.Add("a digit");
        if (text.Length > LongestPassword) missing.Add($"at most {LongestPassword} characters");
        return missing.Count == 0 ? null : Refuse.InvalidField("password", $"The password is too weak: it needs {Listed(missing)}.");
    }

    // Hashing takes time in proportion: a password of a megabyte would be an attack.
    private const int LongestPassword = 200;

    private static string? EmailTrouble(string? email)
    {
        var text = email?.Trim() ?? "";
        if (text.Length == 0) return "An e-mail address is needed.";
        var isAddress = text.Length <= Person.LongestEmail && MailAddress.TryCreate(text, out var parsed) && parsed.Address == text
            && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
        return isAddress ? null : $"\"{Short(text)}\" is not an e-mail address.";
    }

    private static string? NameTrouble(string? name) => name?.Trim().Length switch
    {
        null or 0 => "A name is needed.",
        > Person.LongestName => $"A name has at most {Person.LongestName} characters.",
        _ => null,
    };

    private static string Listed(List<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words[..^1])} and {words[^1]}";

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
