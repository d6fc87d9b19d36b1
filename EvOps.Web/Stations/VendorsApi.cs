using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Stations;
using EvOps.Web.Common.Api;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace EvOps.Web.Stations;

/// <summary>Where vendors tell of chargers that have no socket here.</summary>
public static class VendorsApi
{
    private const int LargestBody = 64 * 1024;

    private static readonly TimeSpan ReplayWindow = TimeSpan.FromMinutes(5);

    /// <param name="EventId">What it is kept as.</param>
    /// <param name="Duplicate">It had come before, and counts once.</param>
    private sealed record ReceivedView(long EventId, bool Duplicate);

    public static void MapVendorsApi(this IEndpointRouteBuilder app)
    {
        var hooks = app.MapApi("/v1/vendor/webhooks", "Vendor webhooks");
        Map("/connector-status", VendorEventKind.ConnectorStatus, "How a plug is: {stationId, connectorId, vendorConnectorId, status, metadata}.",
            """{"vendorConnectorId": "acme-7-1", "status": "CHARGING", "metadata": {"eventId": "e-1", "timestamp": "2026-11-20T14:05:00Z"}}""");
        Map("/session-start", VendorEventKind.SessionStart, "A session began: {vendorSessionId, connectorId, startMeterReading, bookingId?}.",
            """{"vendorSessionId": "acme-981", "connectorId": "acme-7-1", "startMeterReading": 120045.5}""");
        Map("/session-end", VendorEventKind.SessionEnd, "A session ended: {vendorSessionId, endMeterReading, energyKwh, costAmount}.",
            """{"vendorSessionId": "acme-981", "endMeterReading": 120062.1, "energyKwh": 16.6, "costAmount": 8.13}""");

        void Map(string path, VendorEventKind kind, string summary, string example) => hooks
            .MapPost(path, (HttpContext http, ReceiveVendorEvent receive, IOptions<VendorsOptions> vendors, TimeProvider time, CancellationToken cancel) =>
                ReceiveAsync(http, kind, receive, vendors.Value, time, cancel))
            .AllowAnonymous()
            .WithSummary(summary).WithExample(example)
            .WithDescription("Signed: X-Vendor names the vendor, X-Signature is sha256= and the hexadecimal HMAC-SHA256 of the body, or of X-Timestamp (Unix seconds), a dot and the body, which then holds for five minutes. Stored, then answered with 202; worked off in the background, plug by plug in order. The same event twice counts once.")
            .Accepts<VendorWord>("application/json")
            .Produces<Failure>(StatusCodes.Status401Unauthorized).Produces<Failure>(StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<Answer<ReceivedView>> ReceiveAsync(
        HttpContext http, VendorEventKind kind, ReceiveVendorEvent receive, VendorsOptions vendors, TimeProvider time, CancellationToken cancel)
    {
        if (await ReadAsync(http, cancel) is not { } body) return Answer.Refused<ReceivedView>(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The body is larger than 64 KiB.");

        var name = http.Request.Headers["X-Vendor"].ToString();
        if (vendors.Find(name) is not { } vendor || !IsSigned(http.Request, vendor, body, time.GetUtcNow()))
            return Answer.Refused<ReceivedView>(StatusCodes.Status401Unauthorized, "bad_signature", "X-Vendor and X-Signature do not fit this body, or the vendor is not known, or the time is over.");

        VendorWord word;
        try
        {
            word = VendorWord.Read(body);
        }
        catch (JsonException fault)
        {
            return Answer.Unreadable<ReceivedView>(RequestFaults.Of(new BadHttpRequestException(fault.Message, fault)));
        }

        var received = await receive.RunAsync(vendors.NameOf(name), kind, word, body, cancel);
        return received.IsDone ? Answer.Accepted(new ReceivedView(received.Value.EventId, received.Value.IsDuplicate)) : received.Refusal;
    }

    /// <summary>Null where it is too large.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength > LargestBody) return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestBody;
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, cancel);
            return body.ToArray();
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static bool IsSigned(HttpRequest request, VendorOptions vendor, byte[] body, DateTimeOffset now)
    {
        const string scheme = "sha256=";
        var signature = request.Headers["X-Signature"].ToString();
        if (!signature.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var given = new byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(signature.AsSpan(scheme.Length), given, out _, out var length) != System.Buffers.OperationStatus.Done || length != given.Length) return false;

        var key = Encoding.UTF8.GetBytes(vendor.Secret);
        var timestamp = request.Headers["X-Timestamp"].ToString();
        var isOverTime = timestamp.Length > 0 && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body]), given);
        if (isOverTime) return TimeOf(timestamp) is { } at && (now - at).Duration() <= ReplayWindow;
        return !vendor.RequireTimestamp && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), given);
    }

    private static DateTimeOffset? TimeOf(string timestamp) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : null;
}
