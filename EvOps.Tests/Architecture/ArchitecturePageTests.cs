using System.Text.RegularExpressions;
using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Architecture;

/// <summary>ARCHITECTURE.md and the decisions say what is there.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string Page = House.TextOf("ARCHITECTURE.md");

    [Fact]
    public void The_table_of_rooms_is_what_the_folders_hold()
    {
        var rooms = House.Projects.SelectMany(House.RoomsOf).ToHashSet();
        var wanted = House.Ladder.Concat(House.OfWebAlone).Where(rooms.Contains).Select(room => $"{room} | {RestOf(room)}").ToList();
        var written = Row().Matches(Page).Select(row => $"{row.Groups["room"].Value} | {row.Groups["rest"].Value.Trim()}").ToList();

        Assert.True(wanted.SequenceEqual(written), $"What the table of ARCHITECTURE.md must say:\n{string.Join('\n', wanted.Except(written).DefaultIfEmpty("These rooms in this order: " + string.Join(", ", wanted.Select(row => row.Split(' ')[0]))))}");
    }

    [Fact]
    public void The_ladder_is_the_rungs_that_are_lived_in()
    {
        var rooms = House.Projects.SelectMany(House.RoomsOf).ToHashSet();

        Assert.Contains($"`{string.Join(" · ", House.Ladder.Where(rooms.Contains))}`", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_name_in_ARCHITECTURE_and_in_the_decisions_is_a_name_in_the_code()
    {
        var code = string.Concat(Directory.EnumerateFiles(House.Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Contains("obj")).Select(File.ReadAllText).Concat(House.Files.Select(file => file.Name)));
        var words = Word().Matches(code).Select(match => match.Value).ToHashSet();
        var pages = Directory.EnumerateFiles(Path.Combine(House.Root, "docs", "decisions"), "*.md").Append(Path.Combine(House.Root, "ARCHITECTURE.md"));

        var unknown = from page in pages
                      from Match match in Named().Matches(File.ReadAllText(page))
                      from word in match.Groups["name"].Value.Split('.')
                      where word != "AddX" && !words.Contains(word)
                      select $"{Path.GetFileName(page)}: {match.Groups["name"].Value}";

        Assert.True(!unknown.Any(), string.Join('\n', unknown.Distinct()));
    }

    /// <summary>Where the room is, its tables, its records and its screens, as the table writes them.</summary>
    private static string RestOf(string room)
    {
        var files = House.Files.Where(file => file.Room == room).ToList();
        var cells = new[]
        {
            House.Projects.Where(project => files.Exists(file => file.Project == project)),
            Tables().Where(table => table.Room == room).Select(table => table.Name).Order(StringComparer.Ordinal),
            files.SelectMany(file => file.Types).Where(Published.Contains).Distinct().Order(StringComparer.Ordinal),
            files.SelectMany(file => Route().Matches(file.Code)).Select(match => match.Groups["route"].Value).Order(StringComparer.Ordinal),
        };
        return string.Join(" | ", cells.Select(cell => string.Join(", ", cell) is { Length: > 0 } text ? text : "–"));
    }

    private static readonly HashSet<string> Published =
        [.. House.Files.SelectMany(file => Publish().Matches(file.Code)).Select(match => match.Groups["record"].Value)];

    // A table belongs to the room that configures it.
    private static IEnumerable<(string Room, string Name)> Tables()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);
        var configured =
            from type in typeof(EvOpsDb).Assembly.GetTypes()
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>)
            select (type.Namespace!.Split('.')[2], db.Model.FindEntityType(contract.GenericTypeArguments[0])!.GetTableName()!);
        return [.. configured];
    }

    // | room | what lives there | where, tables, records, screens |
    [GeneratedRegex(@"^\| (?<room>[A-Z]\w+) \| [^|]+ \| (?<rest>.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"@page ""(?<route>[^""]+)""")]
    private static partial Regex Route();

    [GeneratedRegex(@"\bPublish\((new |default\()(?<record>\w+)")]
    private static partial Regex Publish();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"`(?<name>[A-Z]\w+(\.[A-Z]\w+)*)(\(\))?`")]
    private static partial Regex Named();
}
