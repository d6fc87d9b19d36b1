using System.Collections.Concurrent;
using System.Diagnostics;
using EvOps.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Tests.Support;

/// <summary>A database that is away whenever a test says so, and fails then as EF does on SQL Server: what is transient is wrapped once more.</summary>
internal sealed class FailingDatabases : IDbContextFactory<EvOpsDb>
{
    private readonly ConcurrentDictionary<string, bool> refused = new();
    private EvOpsDbFactory? real;

    public bool AreAway { get; set; }

    /// <summary>The last word on the services of a host.</summary>
    public void Stand(IServiceCollection services) => services.AddSingleton<IDbContextFactory<EvOpsDb>>(provider =>
    {
        real = provider.GetRequiredService<EvOpsDbFactory>();
        return this;
    });

    /// <summary>Whether this class asked for the database while it was away.</summary>
    public bool RefusedTo(string name) => refused.ContainsKey(name);

    public EvOpsDb CreateDbContext()
    {
        if (!AreAway) return real!.CreateDbContext();
        // Where the caller is asynchronous it is compiled into a class of its own inside it.
        foreach (var caller in new StackTrace().GetFrames().Select(frame => frame.GetMethod()?.DeclaringType?.FullName).OfType<string>()) refused[caller.Split('+')[0].Split('.')[^1]] = true;
        throw new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", new SqliteException("unable to open database file", 14));
    }
}
