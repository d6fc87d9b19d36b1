using EvOps.Domain.Sessions;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.LiveUpdates;
using EvOps.Infrastructure.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Sessions;

/// <summary>
/// Keeps for the whole process what needs somebody now. Looked anew at most each second, after something has changed, and every
/// fifteen seconds because patience runs out by itself.
/// </summary>
public sealed partial class AttentionNow(FindAttention find, IEnumerable<IAttentionSource> others, LiveFeed live, TimeProvider time, ILogger<AttentionNow> log) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(15);

    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Attention attention = Attention.NotLooked;

    public Attention Now => attention;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var chargers = live.Subscribe<ChargePointChanged>(_ => changed.TrySetResult());
        using var connectors = live.Subscribe<ConnectorChanged>(_ => changed.TrySetResult());
        using var sessions = live.Subscribe<SessionChanged>(_ => changed.TrySetResult());
        using var webhooks = live.Subscribe<SubscriptionChanged>(_ => changed.TrySetResult());
        using var vendors = live.Subscribe<VendorEventChanged>(_ => changed.TrySetResult());
        var elsewhere = others.Select(room => room.Listen(live, () => changed.TrySetResult())).ToList();
        var houseStart = time.GetUtcNow();
        try
        {
            while (true)
            {
                var wake = changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await LookAsync(houseStart, stoppingToken);
                await Task.Delay(Spacing, time, stoppingToken);
                await Task.WhenAny(wake.Task, Task.Delay(Longest - Spacing, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The house closes.
        }
        finally
        {
            elsewhere.ForEach(one => one.Dispose());
        }
    }

    private async Task LookAsync(DateTimeOffset houseStart, CancellationToken cancel)
    {
        try
        {
            var found = await find.RunAsync(houseStart, cancel);
            var now = time.GetUtcNow();
            var shown = found.GroupBy(item => item.Kind).OrderBy(group => group.Key)
                .SelectMany(group => group.OrderBy(item => item.Since).ThenBy(item => item.Charger, StringComparer.Ordinal).Take(FindAttention.MostOfKind));
            var next = new Attention([.. shown], found.CountBy(item => item.Kind).ToDictionary(), found.Count > 0 ? null : attention.QuietSince ?? now);
            if (next.IsSame(attention)) return;

            attention = next;
            live.Publish(default(AttentionChanged));
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            LookFailed(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What needs attention could not be looked up; the list stands as it was")]
    private partial void LookFailed(Exception failure);
}
