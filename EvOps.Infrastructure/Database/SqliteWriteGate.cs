namespace EvOps.Infrastructure.Database;

/// <summary>The line in front of SQLite's single writer, first come first served within this process.</summary>
public sealed class SqliteWriteGate : IDisposable
{
    private readonly SemaphoreSlim line = new(1, 1);

    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancel)
    {
        await line.WaitAsync(cancel);
        return new Turn(line);
    }

    public IDisposable Enter()
    {
        line.Wait();
        return new Turn(line);
    }

    public void Dispose() => line.Dispose();

    private sealed class Turn(SemaphoreSlim line) : IDisposable
    {
        public void Dispose() => line.Release();
    }
}
