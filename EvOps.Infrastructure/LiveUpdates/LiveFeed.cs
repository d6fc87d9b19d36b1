using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.LiveUpdates;

/// <summary>
/// Tells whoever listens in this process what has changed. Generic: each room owns its change records. A listener is called on
/// the publisher's thread and must return at once (note it down, wake someone); what it throws is logged and harms nobody else.
/// </summary>
public sealed partial class LiveFeed(ILogger<LiveFeed> log)
{
    private readonly ConcurrentDictionary<Type, object> channels = new();

    public void Publish<T>(T change)
        where T : struct
    {
        if (channels.TryGetValue(typeof(T), out var found)) ((Channel<T>)found).Publish(change, this);
    }

    /// <summary>Listen until disposed.</summary>
    public IDisposable Subscribe<T>(Action<T> listener)
        where T : struct => ((Channel<T>)channels.GetOrAdd(typeof(T), _ => new Channel<T>())).Add(listener);

    internal sealed class Channel<T>
    {
        private ImmutableArray<Action<T>> listeners = [];

        public Subscription<T> Add(Action<T> listener)
        {
            ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), listener);
            return new Subscription<T>(this, listener);
        }

        public void Remove(Action<T> listener) =>
            ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Remove(one), listener);

        public void Publish(T change, LiveFeed feed)
        {
            foreach (var listener in listeners)
            {
                try
                {
                    listener(change);
                }
#pragma warning disable CA1031 // One bad listener must not keep the others, or the publisher, from going on.
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    feed.ListenerFailed(failure, typeof(T).Name);
                }
            }
        }
    }

    internal sealed class Subscription<T>(Channel<T> channel, Action<T> listener) : IDisposable
    {
        public void Dispose() => channel.Remove(listener);
    }

    [LoggerMessage(LogLevel.Error, "A listener to {Change} failed")]
    private partial void ListenerFailed(Exception failure, string change);
}

public static class LiveUpdatesRoom
{
    public static IServiceCollection AddLiveUpdates(this IServiceCollection services) => services.AddSingleton<LiveFeed>();
}
