using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using EvOps.Domain.Stations;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Faults;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.ControlLink;

/// <summary>
/// One monitor's connection. Says who it watches, then how that is; each frame is answered with ACK once it is saved, or with NAK. A
/// wrong key ends it, and so do too much data and too long a silence.
/// </summary>
internal sealed partial class ControlPeer(Socket socket, ReportHealth report, KnownChargers chargers, MonitorKey key, TimeProvider time, ILogger log)
{
    /// <summary>Nothing heard for so long, or no hello: the peer is gone, or none of ours.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PartPatience = TimeSpan.FromSeconds(2);
    private static readonly StreamPipeReaderOptions Reading = new(bufferSize: 1024, minimumReadSize: 256, useZeroByteReads: true);

    private string? identity;

    /// <summary>Serves the peer until it ends, or the house closes; what it said is saved and answered all the same. Never throws.</summary>
    public async Task RunAsync(CancellationToken closing)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(closing);
        await using var timer = time.CreateTimer(_ => silence.Cancel(), null, LongestSilence, Timeout.InfiniteTimeSpan);
        var reader = PipeReader.Create(stream, Reading);
        try
        {
            await ServeAsync(reader, stream, timer, silence.Token);
            await PartAsync(stream, closing);
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other end is gone or silent, or the house closes: all are ordinary.
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>Ends it here and now.</summary>
    public void Abort() => socket.Dispose();

    private async Task ServeAsync(PipeReader reader, NetworkStream stream, ITimer timer, CancellationToken silence)
    {
        var frames = new ControlFrameReader();
        while (true)
        {
            var read = await reader.ReadAsync(silence);
            // Before its hello nothing keeps a peer here.
            if (identity is not null) timer.Change(LongestSilence, Timeout.InfiniteTimeSpan);

            var bytes = read.Buffer;
            while (!bytes.IsEmpty)
            {
                var goesOn = frames.Read(ref bytes) switch
                {
                    FrameRead.Incomplete => true,
                    FrameRead.Whole => await HandleAsync(frames.Data, stream),
                    FrameRead.Broken => await AnswerAsync(stream, ControlFrameReader.Nak, goesOn: true),
                    FrameRead.TooLong => await AnswerAsync(stream, ControlFrameReader.Nak, goesOn: false),
                };
                if (!goesOn) return;
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
            silence.ThrowIfCancellationRequested();
        }
    }

    // To hang up with bytes unread would reset the line, and the peer might never read our answer.
    private async Task PartAsync(NetworkStream stream, CancellationToken closing)
    {
        socket.Shutdown(SocketShutdown.Send);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing);
        patience.CancelAfter(PartPatience);
        var scratch = new byte[4096];
        while (await stream.ReadAsync(scratch, patience.Token) > 0)
        {
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> HandleAsync(ReadOnlyMemory<byte> data, NetworkStream stream)
    {
        switch (ControlMessage.Read(data))
        {
            case ControlMessage.Hello hello:
                return await GreetAsync(hello, stream);
            case ControlMessage.Health health when identity is not null:
                var isSaved = await TrySaveAsync(new HealthTold(identity, health.IsFaulty, health.Reason, health.At, FaultSource.ControlLink));
                return await AnswerAsync(stream, isSaved ? ControlFrameReader.Ack : ControlFrameReader.Nak, goesOn: true);
            default:
                return await AnswerAsync(stream, ControlFrameReader.Nak, goesOn: true);
        }
    }

    private async Task<bool> GreetAsync(ControlMessage.Hello hello, NetworkStream stream)
    {
        var named = hello.ChargePointId.Length > 60 ? hello.ChargePointId[..60] : hello.ChargePointId;
        bool mayCome;
        try
        {
            mayCome = key.Matches(hello.Key) && await chargers.HasAsync(hello.ChargePointId);
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            // It hears NAK, stays, and may say it again.
            NotLookedUp(failure, named);
            return await AnswerAsync(stream, ControlFrameReader.Nak, goesOn: true);
        }

        if (mayCome) identity = hello.ChargePointId;
        else Refused(named);
        return await AnswerAsync(stream, mayCome ? ControlFrameReader.Ack : ControlFrameReader.Nak, goesOn: mayCome);
    }

    // What a monitor said is not dropped because the house begins to close.
    private async Task<bool> TrySaveAsync(HealthTold told)
    {
        try
        {
            return (await report.RunAsync(told, CancellationToken.None)).IsDone;
        }
#pragma warning disable CA1031 // A fault of ours must not cost the monitor its connection: it hears NAK, and may repeat.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            NotSaved(failure, told.Identity);
            return false;
        }
    }

    private async Task<bool> AnswerAsync(NetworkStream stream, byte answer, bool goesOn)
    {
        using var patience = new CancellationTokenSource(WritePatience, time);
        await stream.WriteAsync(new[] { answer }, patience.Token);
        return goesOn;
    }

    [LoggerMessage(LogLevel.Warning, "A monitor that says it watches {Identity} was sent away: wrong key, or no such charger")]
    private partial void Refused(string identity);

    [LoggerMessage(LogLevel.Error, "Whether there is a charger {Identity}, which a monitor says it watches, could not be looked up; it may say so again")]
    private partial void NotLookedUp(Exception failure, string identity);

    [LoggerMessage(LogLevel.Error, "What the monitor of {Identity} said could not be saved")]
    private partial void NotSaved(Exception failure, string identity);
}
