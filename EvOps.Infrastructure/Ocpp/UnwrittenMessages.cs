using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// Messages that wait for their place in the database. Whoever adds one never waits: when the line is full the oldest go, and are
/// counted as lost.
/// </summary>
public sealed class UnwrittenMessages(IOptions<OcppOptions> options)
{
    public const int MostMessages = 20_000;

    private const long MostBytes = 32 * 1024 * 1024;
    private const int MostTries = 30;

    private readonly Queue<LoggedMessage> waiting = new();
    private List<LoggedMessage> taken = [];
    private TaskCompletionSource arrived = NewSignal();
    private long bytes;
    private int tries;

    /// <summary>False where messages live in memory only.</summary>
    public bool AreKept { get; } = options.Value.MessageRetentionDays > 0;

    /// <summary>How many will never be in the database, since the house opened.</summary>
    public long Lost { get; private set; }

    public void Add(LoggedMessage message)
    {
        if (!AreKept) return;

        lock (waiting)
        {
            waiting.Enqueue(message);
            bytes += message.Bytes;
            while (waiting.Count > MostMessages || (bytes > MostBytes && waiting.Count > 1))
            {
                bytes -= waiting.Dequeue().Bytes;
                Lost++;
            }

            arrived.TrySetResult();
        }
    }

    /// <summary>Until there is something to write.</summary>
    public Task UntilAnyAsync(CancellationToken cancel)
    {
        lock (waiting)
        {
            if (waiting.Count == 0 && taken.Count == 0 && arrived.Task.IsCompleted) arrived = NewSignal();
            return arrived.Task.WaitAsync(cancel);
        }
    }

    /// <summary>The next ones to write; those that could not be written come again, a few times.</summary>
    public IReadOnlyList<LoggedMessage> Take(int most)
    {
        lock (waiting)
        {
            if (taken.Count > 0) return taken;

            while (taken.Count < most && waiting.TryDequeue(out var next))
            {
                bytes -= next.Bytes;
                taken.Add(next);
            }

            return taken;
        }
    }

    /// <summary>Those that were taken are in the database.</summary>
    public void NoteWritten()
    {
        lock (waiting)
        {
            foreach (var message in taken) message.IsWritten = true;
            (taken, tries) = ([], 0);
        }
    }

    /// <summary>Those that were taken could not be written. True where they are tried again.</summary>
    public bool NoteFailed()
    {
        lock (waiting)
        {
            if (++tries < MostTries) return true;
            Lost += taken.Count;
            (taken, tries) = ([], 0);
            return false;
        }
    }

    /// <summary>Those of one charger.</summary>
    public List<LoggedMessage> Of(Guid chargePointId)
    {
        lock (waiting) return [.. taken.Concat(waiting).Where(message => message.ChargePointId == chargePointId)];
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
