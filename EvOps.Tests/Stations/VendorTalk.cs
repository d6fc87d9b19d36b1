using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Stations;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Stations;

/// <summary>What a vendor says, signed as it signs.</summary>
internal static class VendorTalk
{
    public const string Vendor = "acme", Secret = "acme-secret";

    public static readonly string[] Settings = [$"Vendors:{Vendor}:Secret={Secret}", "Vendors:acme:Statuses:ASLEEP=Unavailable", "Vendors:other:Secret=other-secret"];

    public static Task<ApiAnswer> TellAsync(this EvOpsHost host, string path, object body, string vendor = Vendor, string secret = Secret, string? timestamp = null)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        return host.TellAsync(path, bytes, Signature(secret, bytes, timestamp), vendor, timestamp);
    }

    public static async Task<ApiAnswer> TellAsync(this EvOpsHost host, string path, byte[] body, string signature, string vendor = Vendor, string? timestamp = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var http = host.Client();
        http.DefaultRequestHeaders.Add("X-Vendor", vendor);
        http.DefaultRequestHeaders.Add("X-Signature", signature);
        if (timestamp is not null) http.DefaultRequestHeaders.Add("X-Timestamp", timestamp);
        return await http.SendAsync(HttpMethod.Post, $"/v1/vendor/webhooks/{path}", content);
    }

    public static string Signature(string secret, byte[] body, string? timestamp = null) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), timestamp is null ? body : (byte[])[.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body]))}";

    public static async Task<IReadOnlyList<VendorEventRow>> VendorEventsAsync(this EvOpsHost host, VendorEventFilter? filter = null) =>
        (await host.Get<ListVendorEvents>().RunAsync(Actor.House("test"), filter ?? new(), 100, 0, default)).Value.Items;

    /// <summary>Waits until everything that came has been worked off.</summary>
    public static Task UntilWorkedOffAsync(this EvOpsHost host) =>
        HostChargers.UntilAsync(async () => (await host.VendorEventsAsync()).All(e => e.State == VendorEventState.Done));

    public static async Task<Guid> PlugIdAsync(this EvOpsHost host, string identity, int number = 1)
    {
        await using var db = host.OpenDb();
        return await db.ChargePoints.Where(c => c.Identity == identity).SelectMany(c => c.Connectors).Where(c => c.Number == number).Select(c => c.Id).SingleAsync();
    }
}
