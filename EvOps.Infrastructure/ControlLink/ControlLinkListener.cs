using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EvOps.Infrastructure.Faults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.ControlLink;

/// <summary>
/// The control link: a TCP port for health monitors that speak no HTTP. On shutdown it takes no new peer, lets what is in flight be
/// saved and answered, and closes.
/// </summary>
public sealed partial class ControlLinkListener(
    ReportHealth report, KnownChargers chargers, MonitorKey key, IOptions<ControlLinkOptions> options, TimeProvider time, ILogger<ControlLinkListener> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<ControlPeer, Task> peers = new();
    private Socket? listening;
    private Task accepting = Task.CompletedTask;

    public int Peers => peers.Count;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Port == 0) return Task.CompletedTask;
        if (!key.IsSet) NoKey(options.Value.Port);

        listening = Listen(options.Value.Port);
        accepting = Task.Run(() => AcceptAsync(listening), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await closing.CancelAsync();
        listening?.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(FarewellPatience);
        await Task.WhenAll(peers.Values).WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var peer in peers.Keys) peer.Abort();
    }

    public void Dispose()
    {
        listening?.Dispose();
        closing.Dispose();
    }

    private static Socket Listen(int port)
    {
        var socket = Socket.OSSupportsIPv6
            ? new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true }
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            socket.Listen(512);
            return socket;
        }
        catch (SocketException taken)
        {
            socket.Dispose();
            throw new IOException($"ControlLink:Port: nobody can listen on port {port}: {taken.Message}", taken);
        }
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                Serve(await socket.AcceptAsync(closing.Token));
            }
            catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                // Out of files, say: those that are here go on, and the next may come in when there is room.
                NotAccepted(failure);
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Serve(Socket socket)
    {
        socket.NoDelay = true;
        var peer = new ControlPeer(socket, report, chargers, key, time, log);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peers[peer] = Task.Run(async () =>
        {
            // Entered first, so that it cannot leave before it came.
            await started.Task;
            try
            {
                await peer.RunAsync(closing.Token);
            }
            finally
            {
                peers.TryRemove(peer, out _);
            }
        });
        started.SetResult();
    }

    [LoggerMessage(LogLevel.Warning, "ControlLink:Port is {Port}, but no Monitors:Key is set: every monitor is sent away")]
    private partial void NoKey(int port);

    [LoggerMessage(LogLevel.Warning, "A monitor could not come in")]
    private partial void NotAccepted(Exception failure);
}
