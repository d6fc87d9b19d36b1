using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Users;

/// <summary>
/// What is in a token, remembered for a little while: a program sends the same one with each request, and to decrypt it anew costs more than to answer.
/// Whether it has expired and how its person stands is asked every time all the same.
/// </summary>
public sealed class RememberedTickets(ISecureDataFormat<AuthenticationTicket> format) : ISecureDataFormat<AuthenticationTicket>, IDisposable
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly MemoryCache tickets = new(Options.Create(new MemoryCacheOptions { SizeLimit = MostRemembered }));

    public string Protect(AuthenticationTicket data) => format.Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => format.Protect(data, purpose);

    /// <summary>Null where it is no token of ours; that is not remembered, as strangers could fill the memory with it.</summary>
    public AuthenticationTicket? Unprotect(string? protectedText) => Unprotect(protectedText, null);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose)
    {
        if (protectedText is null || purpose is not null) return format.Unprotect(protectedText, purpose);
        if (tickets.TryGetValue(protectedText, out AuthenticationTicket? known)) return known;

        var ticket = format.Unprotect(protectedText);
        if (ticket is not null) tickets.Set(protectedText, ticket, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Longest, Size = 1 });
        return ticket;
    }

    public void Dispose() => tickets.Dispose();
}
