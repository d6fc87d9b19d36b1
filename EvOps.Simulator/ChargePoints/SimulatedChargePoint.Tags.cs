using System.Text.Json.Nodes;

namespace EvOps.Simulator;

// Tags held to the reader, and whether they are good (OCPP 1.6 §3.5).
public sealed partial class SimulatedChargePoint
{
    private readonly Dictionary<string, string> authorizationCache = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// A driver holds a tag to the reader: it ends that tag's running transaction, or is authorized and begins one. Completes when the
    /// central system has answered, or at once while offline.
    /// </summary>
    public async Task<SwipeOutcome> SwipeAsync(int connector, string idTag, CancellationToken cancel = default)
    {
        StartWorld();
        Task? told = null;
        lock (gate)
        {
            var at = At(connector);
            if (at.Transaction is { } running)
            {
                if (!running.IdTag.Equals(idTag, StringComparison.OrdinalIgnoreCase))
                    return SwipeOutcome.Refused;
                told = Stop(at, "Local", idTag);
            }
            else if (!at.CanStart)
            {
                return SwipeOutcome.Refused;
            }
        }

        Tell();
        if (told is not null)
        {
            await told.WaitAsync(cancel).ConfigureAwait(false);
            return SwipeOutcome.Stopped;
        }

        if (!await IsAuthorizedAsync(idTag).WaitAsync(cancel).ConfigureAwait(false))
            return SwipeOutcome.Refused;
        return await AdmitAsync(connector, idTag).WaitAsync(cancel).ConfigureAwait(false);
    }

    private async Task<SwipeOutcome> AdmitAsync(int connector, string idTag)
    {
        Task told;
        SwipeOutcome outcome;
        lock (gate)
        {
            var at = At(connector);
            if (!at.CanStart || at.Reservation is { } kept && !IsFor(kept, idTag))
                return SwipeOutcome.Refused;
            told = Admit(at, idTag);
            outcome = at.Transaction is null ? SwipeOutcome.WaitingForCar : SwipeOutcome.Started;
        }

        Tell();
        await told.ConfigureAwait(false);
        return outcome;
    }

    private async Task<bool> IsAuthorizedAsync(string idTag)
    {
        lock (gate)
        {
            if (configuration.Bool("LocalPreAuthorize") && Known(idTag) == "Accepted")
                return true;
            if (Connection != ConnectionState.Online)
                return IsAuthorizedOffline(idTag);
        }

        try
        {
            var answer = await AskAsync("Authorize", new JsonObject { ["idTag"] = idTag }).ConfigureAwait(false);
            var status = Remember(idTag, answer);
            if (status != "Accepted")
                LastError = $"Tag {idTag} was answered {status ?? "without a status"}.";
            return status == "Accepted";
        }
        catch (OcppConnectionLostException)
        {
            lock (gate)
                return IsAuthorizedOffline(idTag);
        }
        catch (Exception e) when (e is OcppCallError or TimeoutException)
        {
            LastError = $"Authorize: {e.Message}";
            return false;
        }
    }

    // OCPP 1.6 §3.5.1: the local list goes before the cache.
    private string? Known(string idTag) => localList.GetValueOrDefault(idTag) ?? authorizationCache.GetValueOrDefault(idTag);

    private bool IsAuthorizedOffline(string idTag)
    {
        var known = Known(idTag);
        return configuration.Bool("LocalAuthorizeOffline")
            && (known == "Accepted" || (known is null && configuration.Bool("AllowOfflineTxForUnknownId")));
    }

    private string? Remember(string idTag, JsonObject? answer)
    {
        var status = OcppFrame.Text((answer?["idTagInfo"] as JsonObject)?["status"]);
        lock (gate)
        {
            if (status is not null && configuration.Bool("AuthorizationCacheEnabled"))
                authorizationCache[idTag] = status;
        }

        return status;
    }

    private static bool IsFor(Reservation kept, string idTag) => kept.IdTag.Equals(idTag, StringComparison.OrdinalIgnoreCase);
}
