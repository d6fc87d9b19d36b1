using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvOps.Simulator;

namespace EvOps.Benchmarks;

/// <summary>
/// The station service over HTTP. First reads in a closed loop, beside a bare Kestrel endpoint that answers the same bytes; then a
/// read-heavy mix at a steady rate, each request timed from when it was due, so that a server that falls behind shows it.
/// </summary>
internal static class StationsBenchmark
{
    private const int Stations = 20, ChargersEach = 4, PlugsEach = 2, Callers = 32, VendorPlugs = 10;
    private const string Secret = "a-secret-of-sixteen", Email = "bench@example.com", Password = "Bench-password-1";

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(12);
    private static readonly DateTimeOffset FirstSlot = new(DateTimeOffset.UtcNow.Date.AddDays(2), TimeSpan.Zero);

    private enum Kind
    {
        Station,
        Availability,
        Hold,
        Confirm,
        Webhook,
        Push,
    }

    public static async Task<int> RunAsync(Options options)
    {
        var (seconds, rounds, rate) = (options.Seconds ?? 10, options.Rounds ?? 3, options.Rate ?? 2000);
        await using var house = await HouseAsync();
        await ReadsAsync(house, TimeSpan.FromSeconds(seconds), rounds);
        await MixAsync(house, TimeSpan.FromSeconds(seconds * 2), rate);
        return 0;
    }

    private static async Task ReadsAsync(House house, TimeSpan time, int rounds)
    {
        foreach (var (name, path) in ((string, string)[])[("GET /v1/stations/{id}", $"v1/stations/{house.Plugs[0].Station}"), ("GET …/availability, a day", Availability(house.Plugs[0].Station))])
        {
            var body = Path.GetTempFileName();
            try
            {
                var bytes = await house.Http.GetByteArrayAsync(path);
                await File.WriteAllBytesAsync(body, bytes);
                await using var bare = await Server.BareAsync(body);
                using var bareHttp = Client(bare.Address);
                await LoopAsync(house.Http, path, time / 2);
                await LoopAsync(bareHttp, "body", time / 2);
                var both = new List<(double EvOps, double Bare)>();
                for (var i = 0; i < rounds; i++) both.Add((await LoopAsync(house.Http, path, time), await LoopAsync(bareHttp, "body", time)));
                var median = both.OrderBy(r => r.EvOps / r.Bare).ElementAt(rounds / 2);
                Write($"{name}, {bytes.Length:N0} bytes, {Callers} callers: EvOps {median.EvOps:N0}/s, bare {median.Bare:N0}/s: {median.EvOps / median.Bare:P0}");
            }
            finally
            {
                File.Delete(body);
            }
        }
    }

    /// <returns>Answers a second.</returns>
    private static async Task<double> LoopAsync(HttpClient http, string path, TimeSpan time)
    {
        var (answers, watch) = (0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                await http.GetByteArrayAsync(path);
                Interlocked.Increment(ref answers);
            }
        })));
        return answers / watch.Elapsed.TotalSeconds;
    }

    private static async Task MixAsync(House house, TimeSpan time, int rate)
    {
        var (took, failed, tokens) = (Enum.GetValues<Kind>().ToDictionary(kind => kind, _ => new ConcurrentBag<double>()), new ConcurrentBag<string>(), new ConcurrentQueue<string>());
        using var over = new CancellationTokenSource();
        var pushes = PushAsync(house, took[Kind.Push], Warming, over.Token);
        // Until the runtime has compiled for good what is asked for, everything waits for everything; that is no figure of the steady state.
        var (watch, sent, running, holds) = (Stopwatch.StartNew(), 0, new ConcurrentDictionary<int, Task>(), 0);
        while (watch.Elapsed < Warming + time)
        {
            for (var due = (int)(watch.Elapsed.TotalSeconds * rate); sent < due; sent++)
            {
                var (number, at) = (sent, TimeSpan.FromSeconds((double)sent / rate));
                running[number] = Task.Run(async () =>
                {
                    var kind = KindOf(number);
                    try
                    {
                        var fault = await SendAsync(house, kind, number, tokens, () => Interlocked.Increment(ref holds));
                        if (fault is null && at >= Warming) took[kind].Add((watch.Elapsed - at).TotalMilliseconds);
                        if (fault is { Length: > 0 }) failed.Add(fault);
                    }
                    catch (HttpRequestException lost)
                    {
                        failed.Add(lost.Message);
                    }
                    finally
                    {
                        running.TryRemove(number, out _);
                    }
                });
            }

            await Task.Delay(1);
        }

        await Task.WhenAll(running.Values);
        var elapsed = (watch.Elapsed - Warming).TotalSeconds;
        await over.CancelAsync();
        await pushes;
        Write($"{rate:N0} requests/s for {time.TotalSeconds:N0} s, after {Warming.TotalSeconds:N0} s of the same to get warm: {took.Where(t => t.Key != Kind.Push).Sum(t => t.Value.Count) / elapsed:N0}/s answered, {failed.Count} failed {string.Join(" | ", failed.Distinct().Take(3))}");
        foreach (var (kind, all) in took)
        {
            var sorted = all.Order().ToList();
            if (sorted.Count > 0) Write($"  {kind,-13} {sorted.Count,7:N0}   p50 {At(sorted, 0.50),7:N1}   p95 {At(sorted, 0.95),7:N1}   p99 {At(sorted, 0.99),7:N1} ms");
        }
    }

    // Sixty reads of a station, thirty-two of what is free, and of the writes four holds, two confirms, two webhooks.
    private static Kind KindOf(int number) => (number % 100) switch
    {
        < 60 => Kind.Station,
        < 92 => Kind.Availability,
        < 96 => Kind.Hold,
        < 98 => Kind.Confirm,
        _ => Kind.Webhook,
    };

    /// <returns>Null where it was done, a fault's words, or nothing where there was nothing to send.</returns>
    private static async Task<string?> SendAsync(House house, Kind kind, int number, ConcurrentQueue<string> tokens, Func<int> nextHold)
    {
        var plug = house.Plugs[number % house.Plugs.Count];
        switch (kind)
        {
            case Kind.Station:
                return await CheckAsync(await house.Http.GetAsync($"v1/stations/{plug.Station}"), HttpStatusCode.OK);
            case Kind.Availability:
                return await CheckAsync(await house.Http.GetAsync(Availability(plug.Station)), HttpStatusCode.OK);
            case Kind.Hold:
                var (hold, slots) = (nextHold() - 1, house.Plugs.Count);
                var from = FirstSlot.AddMinutes(15 * (hold / slots));
                using (var held = await house.Http.PostAsJsonAsync("v1/bookings/holds", new { stationId = house.Plugs[hold % slots].Station, connectorId = house.Plugs[hold % slots].Id, startTs = from, endTs = from.AddMinutes(15) }))
                {
                    if (held.StatusCode != HttpStatusCode.OK) return await held.Content.ReadAsStringAsync();
                    tokens.Enqueue((await held.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("token").GetString()!);
                    return null;
                }
            case Kind.Confirm:
                return tokens.TryDequeue(out var token) ? await CheckAsync(await house.Http.PostAsJsonAsync("v1/bookings/confirm", new { holdToken = token, paymentId = $"pay-{number}" }), HttpStatusCode.OK) : "";
            case Kind.Webhook:
                var body = JsonSerializer.SerializeToUtf8Bytes(new { vendorConnectorId = $"acme-{number % VendorPlugs}", status = number % 4 < 2 ? "AVAILABLE" : "CHARGING", metadata = new { eventId = $"{house.Run}-{number}" } });
                using (var content = new ByteArrayContent(body))
                {
                    content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    content.Headers.Add("X-Vendor", "acme");
                    content.Headers.Add("X-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
                    return await CheckAsync(await house.Http.PostAsync("v1/vendor/webhooks/connector-status", content), HttpStatusCode.Accepted);
                }
            case Kind.Push:
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "That is not asked for.");
        }
    }

    private static async Task<string?> CheckAsync(HttpResponseMessage answer, HttpStatusCode wanted)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsByteArrayAsync();
            return answer.StatusCode == wanted ? null : Encoding.UTF8.GetString(body);
        }
    }

    /// <summary>A charger says four times a second how its plug is; a program that watches the station hears it.</summary>
    private static async Task PushAsync(House house, ConcurrentBag<double> took, TimeSpan uncounted, CancellationToken over)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{house.Server.Address.Authority}/hubs/stations?access_token={house.Token}"), CancellationToken.None);
        await TellAsync("""{"protocol":"json","version":1}""");
        await TellAsync($$"""{"type":1,"invocationId":"1","target":"subscribe_station","arguments":[{"stationId":"{{house.Plugs[0].Station}}"}]}""");
        await using var charger = await OcppClient.OpenAsync(OcppClient.UrlFor(house.Server.Chargers, "BENCH-0-0"), new OcppClientOptions(), CancellationToken.None);
        await charger.CallAsync("BootNotification", new JsonObject { ["chargePointVendor"] = "Volta", ["chargePointModel"] = "Street 22" }, cancel: CancellationToken.None);
        var (heard, whole) = (Channel(), Stopwatch.StartNew());
        var listening = ListenAsync(socket, heard.Writer, over);
        try
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                while (heard.Reader.TryRead(out _))
                {
                }
                var watch = Stopwatch.StartNew();
                await charger.CallAsync("StatusNotification", new JsonObject { ["connectorId"] = 1, ["status"] = i % 2 == 0 ? "Available" : "Preparing", ["errorCode"] = "NoError" }, cancel: CancellationToken.None);
                await heard.Reader.ReadAsync(over);
                if (whole.Elapsed >= uncounted) took.Add(watch.Elapsed.TotalMilliseconds);
                await Task.Delay(250, over);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        await listening;

        Task TellAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text + '\u001e'), WebSocketMessageType.Text, true, CancellationToken.None);

        static System.Threading.Channels.Channel<bool> Channel() => System.Threading.Channels.Channel.CreateUnbounded<bool>();
    }

    private static async Task ListenAsync(ClientWebSocket socket, System.Threading.Channels.ChannelWriter<bool> heard, CancellationToken over)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do length += (part = await socket.ReceiveAsync(buffer.AsMemory(length), over)).Count;
                while (!part.EndOfMessage);
                if (Encoding.UTF8.GetString(buffer, 0, length).Contains("connector_status_update", StringComparison.Ordinal)) heard.TryWrite(true);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    private static string Availability(Guid station) =>
        string.Create(CultureInfo.InvariantCulture, $"v1/stations/{station}/availability?startDate={FirstSlot.AddDays(20):yyyy-MM-dd}&endDate={FirstSlot.AddDays(20):yyyy-MM-dd}");

    private static async Task<House> HouseAsync()
    {
        var server = await Server.EvOpsAsync(
            "--Bootstrap:AdminEmail=" + Email, "--Bootstrap:AdminPassword=" + Password, "--Vendors:acme:Secret=" + Secret, "--Api:RequestsPerSecond=1000000", "--Api:Burst=1000000");
        var http = Client(server.Address);
        using var login = await http.PostAsJsonAsync("v1/auth/login", new { email = Email, password = Password });
        var token = (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("accessToken").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var plugs = new List<(Guid Station, Guid Id)>();
        for (var i = 0; i < Stations; i++)
        {
            var station = Guid.CreateVersion7();
            using var added = await http.PutAsJsonAsync($"v1/stations/{station}", new { name = $"Station {i}", latitude = 52.5, longitude = 13.4, timeZone = "Europe/Berlin", currency = "EUR", pricePerKwh = 0.49 });
            added.EnsureSuccessStatusCode();
            for (var c = 0; c < ChargersEach; c++)
            {
                using var enrolled = await http.PutAsJsonAsync($"v1/charge-points/BENCH-{i}-{c}", new
                {
                    stationId = station,
                    connectors = Enumerable.Range(1, PlugsEach).Select(n => new { connectorNumber = n, connectorType = "CCS2", powerKw = 150, vendorConnectorId = c == 1 && n == 1 && i < VendorPlugs ? $"acme-{i}" : null }),
                });
                enrolled.EnsureSuccessStatusCode();
                var data = (await enrolled.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
                plugs.AddRange(data.GetProperty("connectors").EnumerateArray().Select(plug => (station, plug.GetProperty("id").GetGuid())));
            }
        }

        return new(server, http, token, plugs, Guid.NewGuid());
    }

    private static HttpClient Client(Uri address) =>
        new(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan, UseCookies = false }) { BaseAddress = address };

    private static double At(List<double> sorted, double part) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed record House(Server Server, HttpClient Http, string Token, IReadOnlyList<(Guid Station, Guid Id)> Plugs, Guid Run) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Http.Dispose();
            return Server.DisposeAsync();
        }
    }
}
