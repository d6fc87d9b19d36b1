namespace EvOps.Infrastructure.LiveUpdates;

/// <summary>
/// What was last read of one thing. Its version changes with every write, so that nothing is kept that was read before one; while
/// somebody writes nothing is remembered.
/// </summary>
public sealed class Remembered<T>
    where T : class
{
    private readonly Lock gate = new();
    private T? read;
    private DateTimeOffset readAt;
    private long version;
    private int writers;

    /// <summary>To be taken before it is read anew.</summary>
    public long Version
    {
        get
        {
            lock (gate) return version;
        }
    }

    /// <summary>What was read, unless it was before a moment or was forgotten.</summary>
    public T? Since(DateTimeOffset moment)
    {
        lock (gate) return writers == 0 && readAt > moment ? read : null;
    }

    /// <param name="value">What was read.</param>
    /// <param name="asOf">The <see cref="Version"/> before it was read: where it has changed since, nothing is kept.</param>
    /// <param name="now">When it was read.</param>
    public void Keep(T value, long asOf, DateTimeOffset now)
    {
        lock (gate)
        {
            if (version == asOf && writers == 0) (read, readAt) = (value, now);
        }
    }

    public void Forget()
    {
        lock (gate) (read, version) = (null, version + 1);
    }

    /// <summary>Whether what is remembered is such a one.</summary>
    public bool Is(Func<T, bool> what)
    {
        lock (gate) return read is not null && what(read);
    }

    /// <summary>Around a save; disposed after the commit.</summary>
    public IDisposable Writing()
    {
        Turn(1);
        return new Writer(this);
    }

    private void Turn(int more)
    {
        lock (gate) (read, version, writers) = (null, version + 1, writers + more);
    }

    private sealed class Writer(Remembered<T> of) : IDisposable
    {
        public void Dispose() => of.Turn(-1);
    }
}
