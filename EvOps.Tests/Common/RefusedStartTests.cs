using System.Net;
using System.Net.Sockets;
using EvOps.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EvOps.Tests.Common;

/// <summary>What stands against a start is said in one sentence, with exit code 1 and without a stack trace.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evops-start-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_database_file_that_is_none()
    {
        var file = Path.Combine(folder, "evops.db");
        await File.WriteAllTextAsync(file, new string('x', 8192), TestContext.Current.CancellationToken);

        await IsRefusedAsync("database", $"--ConnectionStrings:EvOps=Data Source={file}");
    }

    [Fact]
    public async Task A_database_that_was_damaged_in_the_middle()
    {
        var file = Path.Combine(folder, "evops.db");
        await using (var whole = await EvOpsProcess.StartAsync(file)) await whole.TerminateAsync();
        await using (var stream = File.OpenWrite(file))
        {
            stream.Position = 200;
            await stream.WriteAsync(Enumerable.Repeat((byte)0xA5, 60_000).ToArray(), TestContext.Current.CancellationToken);
        }

        await IsRefusedAsync("database", $"--ConnectionStrings:EvOps=Data Source={file}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_is_full(bool wasThereBefore)
    {
        var file = Path.Combine(folder, "evops.db");
        if (wasThereBefore)
        {
            await using var before = await EvOpsProcess.StartAsync(file);
            await before.TerminateAsync();
        }

        var refused = await EvOpsProcess.RunToEndOnFullDiskAsync(
            kibibytes: wasThereBefore ? 1 : 64, "--urls", "http://127.0.0.1:0", "--environment", "Production", $"--ConnectionStrings:EvOps=Data Source={file}");

        IsOneSentence("database", refused);
    }

    [Fact]
    public Task A_place_where_nothing_can_be_written() =>
        IsRefusedAsync("database", "--ConnectionStrings:EvOps=Data Source=/proc/evops/evops.db");

    [Theory]
    [InlineData("Sqlite", "Data Sauce=evops.db")]
    [InlineData("SqlServer", "this is no connection string")]
    [InlineData("SqlServer", "Server=127.0.0.1,1;Database=evops;User Id=evops;Password=top-secret;Connect Timeout=2;Encrypt=false")]
    public async Task A_connection_string_that_leads_nowhere(string provider, string connectionString)
    {
        var output = await IsRefusedAsync("ConnectionStrings:EvOps", $"--Database:Provider={provider}", $"--ConnectionStrings:EvOps={connectionString}");

        Assert.DoesNotContain("top-secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_predecessor_killed_while_it_migrated_stands_in_nobody_s_way()
    {
        var file = Path.Combine(folder, "evops.db");
        await using (var db = new SqliteConnection($"Data Source={file}"))
        {
            await db.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = db.CreateCommand();
            command.CommandText = """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00+00:00');
                """;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var server = await EvOpsProcess.StartAsync(file);
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        await IsRefusedAsync(address, "--urls", address, $"--ConnectionStrings:EvOps=Data Source={Path.Combine(folder, "evops.db")}");
    }

    [Fact]
    public Task A_setting_that_cannot_be() =>
        IsRefusedAsync("Ocpp:CallTimeoutSeconds", "--Ocpp:CallTimeoutSeconds=0", $"--ConnectionStrings:EvOps=Data Source={Path.Combine(folder, "evops.db")}");

    private static async Task<string> IsRefusedAsync(string named, params string[] arguments)
    {
        var refused = await EvOpsProcess.RunToEndAsync(["--urls", "http://127.0.0.1:0", "--environment", "Production", .. arguments]);

        return IsOneSentence(named, refused);
    }

    private static string IsOneSentence(string named, (int ExitCode, string Output) refused)
    {
        var (exitCode, output) = refused;
        Assert.True(exitCode == 1, output);
        var sentence = Assert.Single(output.Split(Environment.NewLine), line => line.StartsWith("EvOps does not start: ", StringComparison.Ordinal));
        Assert.Contains(named, sentence, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        return output;
    }
}
