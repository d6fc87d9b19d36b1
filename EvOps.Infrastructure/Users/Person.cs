using EvOps.Domain.Common;
using EvOps.Domain.Users;
using Microsoft.AspNetCore.Identity;

namespace EvOps.Infrastructure.Users;

/// <summary>Somebody who signs in: staff or driver. The e-mail address is the name; roles say what they may do.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public const int LongestEmail = 254;
    public const int LongestName = 100;

    public string DisplayName { get; set; } = "";

    /// <summary>A disabled person cannot sign in, and loses what is open within a minute.</summary>
    public bool IsDisabled { get; private set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; private set; }

    /// <summary>Whether what concerns this person is sent by mail as well.</summary>
    public bool WantsMail { get; private set; } = true;

    /// <summary>The address was used to sign in, so it is this person's; nobody who was shut out is written to.</summary>
    public bool MayBeMailed => WantsMail && EmailConfirmed && !IsDisabled && Email is not null;

    /// <param name="phone">As <see cref="Phone.Normalise"/> gives it; null where nobody told.</param>
    public static Person Create(string email, string displayName, DateTimeOffset now, string? phone = null) => new()
    {
        Id = Ids.New(now),
        UserName = email.Trim(),
        NormalizedUserName = Normalise(email),
        Email = email.Trim(),
        NormalizedEmail = Normalise(email),
        DisplayName = displayName.Trim(),
        PhoneNumber = phone,
        SecurityStamp = NewStamp(),
        LockoutEnabled = true,
        CreatedAt = now,
    };

    /// <summary>The form addresses are compared in; the same as Identity's own normalizer gives.</summary>
    public static string Normalise(string email) => email.Trim().Normalize().ToUpperInvariant();

    public bool IsLockedOut(DateTimeOffset now) => LockoutEnd > now;

    /// <summary>One more wrong password; at the limit the door stays shut for a while.</summary>
    public void CountWrongPassword(DateTimeOffset now, LockoutOptions limits)
    {
        AccessFailedCount++;
        if (AccessFailedCount >= limits.MaxFailedAccessAttempts)
        {
            AccessFailedCount = 0;
            LockoutEnd = now + limits.DefaultLockoutTimeSpan;
        }
        Touch();
    }

    public void NoteSignIn(DateTimeOffset now)
    {
        AccessFailedCount = 0;
        LockoutEnd = null;
        LastSignInAt = now;
        Touch();
    }

    /// <summary>Another password, and with it the end of every sign-in and invite link made before.</summary>
    public void SetPasswordHash(string hash)
    {
        PasswordHash = hash;
        EmailConfirmed = true;
        AccessFailedCount = 0;
        LockoutEnd = null;
        RenewStamp();
    }

    /// <param name="phone">As <see cref="Phone.Normalise"/> gives it; null takes it away.</param>
    public void ChangePhone(string? phone)
    {
        PhoneNumber = phone;
        Touch();
    }

    public Outcome Disable()
    {
        if (IsDisabled) return Refuse.NotNow("already_disabled", $"{Email} is disabled already.");
        IsDisabled = true;
        RenewStamp();
        return Outcome.Done;
    }

    public Outcome Enable()
    {
        if (!IsDisabled) return Refuse.NotNow("not_disabled", $"{Email} is not disabled.");
        IsDisabled = false;
        RenewStamp();
        return Outcome.Done;
    }

    public void ChooseMail(bool wantsMail)
    {
        WantsMail = wantsMail;
        Touch();
    }

    /// <summary>Ends every sign-in and makes earlier invite links worthless.</summary>
    public void RenewStamp()
    {
        SecurityStamp = NewStamp();
        Touch();
    }

    /// <summary>So that of two who change this person at once the second is told.</summary>
    public void Touch() => ConcurrencyStamp = NewStamp();

    private static string NewStamp() => Guid.NewGuid().ToString("N");
}
