using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EvOps.Infrastructure.Database;
using EvOps.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace EvOps.Tests.Architecture;

/// <summary>What a newcomer can rely on in every folder.</summary>
public sealed partial class HouseRulesTests
{
    [Fact]
    public void The_walls_stand_Domain_needs_nothing_and_nobody_needs_Web()
    {
        Assert.Empty(ReferencesOf("Domain"));
        Assert.Equal(["EvOps.Domain"], ReferencesOf("Infrastructure").Where(name => name.StartsWith("EvOps.", StringComparison.Ordinal)));
        // Simulated chargers know the house by its wire alone.
        Assert.DoesNotContain(ReferencesOf("Simulator"), name => name.StartsWith("EvOps.", StringComparison.Ordinal));
        Assert.DoesNotContain(House.Files, file => file.Project == "Domain" && ForeignUsing().IsMatch(file.Code));
    }

    [Fact]
    public void No_project_file_opens_a_room_to_all() =>
        Assert.All(
            Directory.EnumerateFiles(House.Root, "*.csproj", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(House.Root, "*.props")),
            file => Assert.DoesNotMatch(@"<Using\s[^>]*EvOps", File.ReadAllText(file)));

    [Fact]
    public void Every_room_has_one_way_in_and_the_application_opens_them_in_the_order_of_the_ladder()
    {
        foreach (var room in House.RoomsOf("Infrastructure"))
        {
            var ways = House.Files.Where(file => file is { Project: "Infrastructure" } && file.Room == room)
                .Sum(file => Regex.Count(file.Code, $@"public static IServiceCollection Add{room}\(this IServiceCollection"));
            Assert.True(ways == 1, $"{room} has {ways} methods Add{room}.");
        }

        var app = House.TextOf("EvOps.Web/EvOpsApp.cs");
        var opened = Added().Matches(app).Select(match => match.Groups["room"].Value).Where(House.RoomsOf("Infrastructure").Contains).ToList();
        Assert.Equal(House.Ladder.Where(House.RoomsOf("Infrastructure").Contains), opened);
    }

    [Fact]
    public void What_has_an_address_is_called_a_page_and_what_is_called_a_page_has_one()
    {
        foreach (var file in House.Files.Where(file => file.IsRazor))
            Assert.True(file.Code.Contains("@page \"", StringComparison.Ordinal) == file.Name.EndsWith("Page.razor", StringComparison.Ordinal), file.Path);
        Assert.All(
            typeof(EvOpsApp).Assembly.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any()),
            type => Assert.EndsWith("Page", type.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Screens_and_endpoints_ask_use_cases_and_never_the_database()
    {
        // Only a demonstration, which furnishes an empty house, reaches behind the rooms.
        var asking = House.Files.Where(file => file is { Project: "Web", Room: not "Demo" })
            .Where(file => Regex.IsMatch(file.Code, @"\bEvOpsDb\b|\bIDbContextFactory\b|\bDbContext\b")).Select(file => file.Path);

        Assert.Empty(asking);
    }

    [Fact]
    public void Names_say_what_is_in_the_box()
    {
        var boxes = House.Files.SelectMany(file => file.Path.Split('/')[1..^1].Append(Path.GetFileNameWithoutExtension(file.Name.Replace(".razor", "", StringComparison.Ordinal))));

        Assert.DoesNotContain(boxes.Distinct(), name => EmptyWord().IsMatch(name));
    }

    [Fact]
    public void Entities_offer_verbs_and_no_setters()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);
        var settable =
            from type in db.Model.GetEntityTypes().Select(entity => entity.ClrType)
            where type.Assembly == typeof(EvOps.Domain.Sessions.Session).Assembly
            from property in type.GetProperties()
            where property.SetMethod is { IsPublic: true } setter
                && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))
            select $"{type.Name}.{property.Name}";

        Assert.Empty(settable);
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Load(Path.Combine(House.Root, $"EvOps.{project}", $"EvOps.{project}.csproj")).Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference")
            .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Replace('\\', '/')));

    [GeneratedRegex(@"^\s*(global\s+)?using\s+(static\s+)?(\w+\s*=\s*)?(?!System\b|EvOps\.Domain\b)[A-Z][\w.]*\s*;", RegexOptions.Multiline)]
    private static partial Regex ForeignUsing();

    [GeneratedRegex(@"\.Add(?<room>[A-Z]\w*)\(\)")]
    private static partial Regex Added();

    [GeneratedRegex(@"(Helper|Manager|Util|Utility|Utilitie|Misc|Model|Dto|Base|Impl|Extension|Constant)s?$|^(Services|Shared|Core|Types|Interfaces|Enums)$")]
    private static partial Regex EmptyWord();
}
