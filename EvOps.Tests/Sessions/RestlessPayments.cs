using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using EvOps.Tests.Support;

namespace EvOps.Tests.Sessions;

/// <summary>A payment provider: what was not answered is told again with the same reference, until it is. Outlives any number of deaths of the server.</summary>
internal sealed class RestlessPayments(string email, IReadOnlyList<Guid> drivers)
{
    private int number;

    /// <summary>References of every payment that was answered for.</summary>
    public ConcurrentBag<string> Answered { get; } = [];

    /// <summary>Works until the server is gone.</summary>
    public async Task WorkAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            using var http = new HttpClient { BaseAddress = address };
            var login = await http.PostAsJsonAsync("/v1/auth/login", new { email, password = EvOpsHost.Password }, cancel);
            var token = (await login.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("data").GetProperty("accessToken").GetString();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            while (!cancel.IsCancellationRequested)
            {
                var reference = $"payment-{number}";
                var answer = await http.PostAsJsonAsync($"/v1/wallets/{drivers[number % drivers.Count]}/top-ups", new { amount = 1.5, reference }, cancel);
                if (!answer.IsSuccessStatusCode) continue;
                Answered.Add(reference);
                number++;
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException)
        {
            // Killed: the next round goes on with the payment that was not answered.
        }
    }
}
