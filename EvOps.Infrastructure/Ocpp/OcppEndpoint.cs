using System.Net.WebSockets;
using System.Text;
using EvOps.Domain.Common;
using EvOps.Domain.Stations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// The door for chargers, <c>/ocpp/{chargePointId}</c>: identity, key, subprotocol, upgrade. What is refused is refused before the
/// upgrade, with a status a charger understands (OCPP-J 1.6 §3).
/// </summary>
public sealed partial class OcppEndpoint(Admission admission, OcppListener listener, IOptions<OcppOptions> options, ILogger<OcppEndpoint> log)
{
    public const string Subprotocol = "ocpp1.6";

    public async Task HandleAsync(HttpContext http)
    {
        if (!listener.IsOpen)
        {
            await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, "The central system is going down.");
            return;
        }

        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            await RefuseAsync(http, StatusCodes.Status426UpgradeRequired, "Chargers connect here with a WebSocket.");
            return;
        }

        if (Identity(http) is not { } identity)
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound, "The last part of the path is the charge point's identity, URL-encoded.");
            return;
        }

        // Whoever cannot be served must not count as connected: what it speaks is asked with who it is.
        var offered = http.WebSockets.WebSocketRequestedProtocols;
        var admitted = await admission.AskAsync(identity, Credentials(http), [.. offered], http.RequestAborted);
        if (admitted.IsDone)
        {
            await ServeAsync(http, admitted.Value, offered.Contains(Subprotocol) ? Subprotocol : null);
            return;
        }

        Refused(identity, admitted.Refusal.Message);
        if (admitted.Refusal.Code == Admission.NoCommonSubprotocol && options.Value.NoCommonSubprotocol == NoCommonSubprotocol.AcceptThenClose)
            await AcceptThenCloseAsync(http);
        else
            await RefuseAsync(http, admitted.Refusal);
    }

    private async Task ServeAsync(HttpContext http, AdmittedChargePoint chargePoint, string? subprotocol)
    {
        var upgrade = (LivenessUpgrade)http.Features.GetRequiredFeature<IHttpUpgradeFeature>();
        WebSocket socket;
        try
        {
            socket = await UpgradeAsync(http, subprotocol);
        }
        catch
        {
            // Written down as connected before it was told so, and gone before it heard.
            await listener.NoteGoneAsync(chargePoint);
            throw;
        }

        using (socket) await listener.ServeAsync(socket, upgrade.Stream!, chargePoint);
    }

    private async Task AcceptThenCloseAsync(HttpContext http)
    {
        using var socket = await UpgradeAsync(http, null);
        await socket.CloseOutputAsync(WebSocketCloseStatus.ProtocolError, $"Offer the subprotocol {Subprotocol}", http.RequestAborted);
    }

    private Task<WebSocket> UpgradeAsync(HttpContext http, string? subprotocol) => http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
    {
        SubProtocol = subprotocol,
        KeepAliveInterval = TimeSpan.FromSeconds(options.Value.PingSeconds),
        // Only with a limit does .NET send pings at all; ours is the listener's, who knows that some chargers never pong (Q20).
        KeepAliveTimeout = TimeSpan.FromDays(1),
    });

    /// <summary>
    /// The last segment of the path as it was sent, percent-decoded once (ocpp.md X6): an encoded slash belongs to the identity.
    /// Null where it is empty or not UTF-8.
    /// </summary>
    private static string? Identity(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.AsSpan(0, target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? query : target.Length).TrimEnd('/');
        // Without an identity the last segment is the door itself.
        if (http.Request.RouteValues["path"] is null) return null;
        var raw = path[(path.LastIndexOf('/') + 1)..].ToString();
        try
        {
            var bytes = new List<byte>(raw.Length);
            for (var i = 0; i < raw.Length; i++)
            {
                if (raw[i] != '%')
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes([raw[i]]));
                    continue;
                }

                bytes.Add(Convert.FromHexString(raw.AsSpan(i + 1, 2))[0]);
                i += 2;
            }

            var identity = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
            return identity.Length == 0 ? null : identity;
        }
        catch (Exception bad) when (bad is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static BasicCredentials? Credentials(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;

        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), buffer, out var length)) return null;

        // The identity is the user, and it may itself hold a colon: the last colon that gives a user equal to the URL decides.
        var bytes = buffer.AsSpan(0, length);
        var identity = Identity(http) is { } id ? Encoding.UTF8.GetBytes(id + ":") : [];
        var split = identity.Length > 0 && bytes.StartsWith(identity) ? identity.Length - 1 : bytes.IndexOf((byte)':');
        return split < 0 ? null : new(Encoding.UTF8.GetString(bytes[..split]), bytes[(split + 1)..].ToArray());
    }

    private static Task RefuseAsync(HttpContext http, Refusal refusal)
    {
        if (refusal.Kind == RefusalKind.Forbidden) http.Response.Headers.WWWAuthenticate = "Basic realm=\"ocpp\"";
        var status = refusal.Kind switch
        {
            RefusalKind.Forbidden => StatusCodes.Status401Unauthorized,
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            RefusalKind.NotFound or RefusalKind.Conflict or RefusalKind.NotNow or RefusalKind.BadAnswer or RefusalKind.Unavailable or RefusalKind.NoAnswer => StatusCodes.Status404NotFound,
        };
        return RefuseAsync(http, status, refusal.Message);
    }

    private static Task RefuseAsync(HttpContext http, int status, string sentence)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(sentence);
    }

    [LoggerMessage(LogLevel.Warning, "{Identity} was not let in: {Reason}")]
    private partial void Refused(string identity, string reason);
}
