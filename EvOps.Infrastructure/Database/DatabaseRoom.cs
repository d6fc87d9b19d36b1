using EvOps.Infrastructure.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Database;

public static class DatabaseRoom
{
    public static IServiceCollection AddDatabase(this IServiceCollection services)
    {
        services.AddRoomOptions<DatabaseOptions>(DatabaseOptions.Section);
        services.AddSingleton<DatabaseStart>();
        services.AddSingleton<SqliteWriteGate>();
        services.AddSingleton<EvOpsDbFactory>();
        services.AddSingleton<IDbContextFactory<EvOpsDb>>(provider => provider.GetRequiredService<EvOpsDbFactory>());
        services.AddScoped(provider => provider.GetRequiredService<EvOpsDbFactory>().CreateDbContext());
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);
        return services;
    }
}

/// <summary>Makes the context of the provider that is configured.</summary>
public sealed class EvOpsDbFactory : IDbContextFactory<EvOpsDb>
{
    private readonly Func<EvOpsDb> create;

    public EvOpsDbFactory(IOptions<DatabaseOptions> options, IConfiguration configuration, SqliteWriteGate gate, ILoggerFactory logs)
    {
        Provider = options.Value.Provider;
        ConnectionString = configuration.GetConnectionString("EvOps") ?? DatabaseOptions.DefaultConnectionString;
        create = Provider switch
        {
            DatabaseProvider.Sqlite => ForSqlite(gate, new CommandTrace("sqlite", logs.CreateLogger<CommandTrace>())),
            DatabaseProvider.SqlServer => ForSqlServer(new CommandTrace("microsoft.sql_server", logs.CreateLogger<CommandTrace>())),
        };
    }

    public DatabaseProvider Provider { get; }

    public string ConnectionString { get; private set; }

    public EvOpsDb CreateDbContext() => create();

    private Func<EvOpsDb> ForSqlite(SqliteWriteGate gate, CommandTrace trace)
    {
        ConnectionString = Readable(text => new SqliteConnectionStringBuilder(text) { ForeignKeys = true, DefaultTimeout = 30 }.ToString());
        var options = new DbContextOptionsBuilder<SqliteEvOpsDb>()
            .UseSqlite(ConnectionString)
            .AddInterceptors(new RowVersionInterceptor(), new AppendOnlyInterceptor(), new SqlitePragmas(), trace)
            .Options;
        return () => new SqliteEvOpsDb(options, gate);
    }

    private Func<EvOpsDb> ForSqlServer(CommandTrace trace)
    {
        ConnectionString = Readable(text => new SqlConnectionStringBuilder(text).ToString());
        var options = new DbContextOptionsBuilder<SqlServerEvOpsDb>().UseSqlServer(ConnectionString).AddInterceptors(new AppendOnlyInterceptor(), trace).Options;
        return () => new SqlServerEvOpsDb(options);
    }

    private string Readable(Func<string, string> read)
    {
        try
        {
            return read(ConnectionString);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            throw new OptionsValidationException("ConnectionStrings:EvOps", typeof(DatabaseOptions), [$"ConnectionStrings:EvOps is no connection string for {Provider}: {unreadable.Message}"]);
        }
    }
}
