using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Database;

/// <summary>Both providers find the assemblies they load late, on a complete feed and on one with gaps.</summary>
public sealed class ProviderAssemblyTests
{
    [Theory]
    [InlineData("Microsoft.SqlServer.Server.Format")]
    [InlineData("Microsoft.SqlServer.Server.IBinarySerialize")]
    [InlineData("Microsoft.SqlServer.Server.InvalidUdtException")]
    [InlineData("Microsoft.SqlServer.Server.SqlUserDefinedTypeAttribute")]
    public void SqlClient_finds_the_types_it_loads_at_the_first_parameter(string type)
    {
        var asked = Assembly.Load("Microsoft.Data.SqlClient").GetReferencedAssemblies().Single(a => a.Name == "Microsoft.SqlServer.Server");

        Assert.NotNull(Assembly.Load(asked).GetType(type));
    }

    [Fact]
    public async Task EF_asks_SQLite_with_a_parameter()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await using var db = new Notes(new DbContextOptionsBuilder<Notes>().UseSqlite(connection).Options);
        await db.Database.OpenConnectionAsync(cancel);
        await db.Database.EnsureCreatedAsync(cancel);
        db.Add(new Note(1, "plug"));
        db.Add(new Note(2, "meter"));
        await db.SaveChangesAsync(cancel);
        var wanted = "meter";

        var found = await db.Set<Note>().SingleAsync(note => note.Text == wanted, cancel);

        Assert.Equal(2, found.Id);
    }

    private sealed record Note(int Id, string Text);

    private sealed class Notes(DbContextOptions<Notes> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Note>();
    }
}
