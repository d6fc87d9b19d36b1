using EvOps.Domain.Common;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Sessions;
using EvOps.Infrastructure.Users;

namespace EvOps.Web;

/// <summary>What must be done before anything else starts: the schema, the people, then the sessions that were open when the process last ended.</summary>
public sealed class HouseStart(DatabaseStart database, PeopleAtStart people, LiveSessions sessions) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        Insist(await database.RunAsync(cancellationToken));
        Insist(await people.RunAsync(cancellationToken));
        await sessions.LoadAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Insist(Outcome outcome)
    {
        if (!outcome.IsDone) throw new StartRefusedException(outcome.Refusal.Message);
    }
}

/// <summary>The house cannot open. The message is one sentence for whoever started it.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
