using System.Text.RegularExpressions;

namespace EvOps.Tests.Architecture;

/// <summary>A source file of the house.</summary>
/// <param name="Path">From the repository's root, with forward slashes: EvOps.Web/Users/TagsPage.razor.</param>
/// <param name="Text">As written.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    private readonly string[] parts = Path.Split('/');

    /// <summary>Domain, Infrastructure or Web.</summary>
    public string Project => parts[0]["EvOps.".Length..];

    /// <summary>The folder below the project; null for what stands in none (Program.cs and its like).</summary>
    public string? Room => parts.Length > 2 ? parts[1] : null;

    public string Name => parts[^1];

    public bool IsRazor => Name.EndsWith(".razor", StringComparison.Ordinal);

    /// <summary>The text without its comments.</summary>
    public string Code { get; } = Comment().Replace(Text, "");

    /// <summary>The namespace that its folder stands for.</summary>
    public string FolderNamespace => string.Join('.', parts[..^1]);

    /// <summary>The names of the types it declares.</summary>
    public IEnumerable<string> Types => IsRazor
        ? [System.IO.Path.GetFileNameWithoutExtension(Name)]
        : TypeDeclaration().Matches(Code).Select(match => match.Groups["name"].Value);

    // Not the two slashes of an address.
    [GeneratedRegex(@"(?<!:)//[^\n]*|/\*[\s\S]*?\*/|@\*[\s\S]*?\*@|<!--[\s\S]*?-->")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+(?!class\b|struct\b)(?<name>[A-Z]\w*)|\bdelegate\s+[\w<>?,\[\] ]+?\s(?<name>[A-Z]\w*)\s*[(<]")]
    private static partial Regex TypeDeclaration();
}

/// <summary>The repository as it lies on the disk.</summary>
internal static class House
{
    public static readonly string[] Projects = ["Domain", "Infrastructure", "Web"];

    /// <summary>DESIGN: a room may use those to its left.</summary>
    public static readonly string[] Ladder =
    [
        "Common", "Database", "LiveUpdates", "Metrics", "Users", "Jobs", "Webhooks", "Alerts", "Tariffs", "Wallets", "Stations", "Faults",
        "Bookings", "Sessions", "StuckSessions", "Refunds", "Ocpp", "ControlLink",
    ];

    /// <summary>Rooms of Web alone: the frame around every page, the first page, the driver's pages, and what a demonstration needs.</summary>
    public static readonly string[] OfWebAlone = ["Demo", "Drive", "Overview", "Shell"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } = [.. Projects.SelectMany(project => FilesOf($"EvOps.{project}"))];

    public static string TextOf(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Rooms of a project: its folders that hold source.</summary>
    public static IEnumerable<string> RoomsOf(string project) =>
        Files.Where(file => file.Project == project).Select(file => file.Room).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<SourceFile> FilesOf(string project) =>
        from path in Directory.EnumerateFiles(Path.Combine(Root, project), "*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where Path.GetExtension(path) is ".cs" or ".razor" && name.Split('/')[1] is not ("bin" or "obj")
        // Written by dotnet-ef, which names entities by their full names.
        where !name.StartsWith("EvOps.Infrastructure/Database/Migrations/", StringComparison.Ordinal)
        select new SourceFile(name, File.ReadAllText(path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EvOps.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
