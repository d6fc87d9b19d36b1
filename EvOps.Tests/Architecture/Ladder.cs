using System.Text.RegularExpressions;

namespace EvOps.Tests.Architecture;

/// <summary>
/// Who may use whom. A room names another in a using line, in an _Imports.razor, or by a name that is qualified wholly or in part;
/// in all these forms it is found. Where namespaces are what folders are, there is no other way.
/// </summary>
internal static partial class Ladder
{
    private static readonly Regex PartOfHouse = new(@"(?<![\w.])(EvOps\.)?(?<project>Domain|Infrastructure|Web)\.(?<room>[A-Z]\w*)");
    private static readonly Regex PartOfProject = new($@"(?<![\w.])(?<room>{string.Join('|', [.. House.Ladder, .. House.OfWebAlone])})\.(?<type>[A-Z]\w*)");

    /// <summary>Every use that must not be, and everything that would hide one, in words.</summary>
    public static IEnumerable<string> FaultsOf(IReadOnlyList<SourceFile> files)
    {
        var declared = files.Where(file => file.Room is not null)
            .SelectMany(file => file.Types.Concat(file.FolderNamespace.Split('.')[3..]).Select(type => (file.Project, file.Room, Type: type))).ToHashSet();
        var ofTheTop = files.Where(file => file.Room is null).SelectMany(file => file.Types).ToHashSet();
        return files.SelectMany(file => FaultsOf(file, declared, ofTheTop)).Distinct();
    }

    private static IEnumerable<string> FaultsOf(SourceFile file, HashSet<(string Project, string? Room, string Type)> declared, HashSet<string> ofTheTop)
    {
        foreach (Match match in Namespace().Matches(file.Code))
        {
            if (match.Groups["name"].Value != file.FolderNamespace) yield return $"{file.Path} is in {match.Groups["name"].Value}, which is not its folder.";
        }

        if (GlobalUsing().IsMatch(file.Code)) yield return $"{file.Path} has a global using of the house, which every room would share.";
        if (file.Room is not null && UsingOfNoRoom().Match(file.Code) is { Success: true } wide) yield return $"{file.Path} names no room in '{wide.Value.Trim()}'.";
        if (file.Room is not null && !House.Ladder.Contains(file.Room) && !(file.Project == "Web" && House.OfWebAlone.Contains(file.Room)))
            yield return $"{file.Path}: the room {file.Room} is on no rung of the ladder.";
        if (file.Room is null && file.Project != "Web") yield return $"{file.Path} is in no room.";

        var uses = PartOfHouse.Matches(file.Code).Select(match => (Project: match.Groups["project"].Value, Room: match.Groups["room"].Value))
            .Concat(PartOfProject.Matches(file.Code).Select(match => (file.Project, Room: match.Groups["room"].Value, Type: match.Groups["type"].Value))
                .Where(declared.Contains).Select(use => (use.Project, use.Room)));
        foreach (var (project, room) in uses.Distinct().Where(use => !ofTheTop.Contains(use.Room)))
        {
            if (!MayUse(file, project, room)) yield return $"{file.Path} uses {project}/{room}.";
        }

        if (file.Room is null) yield break;
        foreach (var type in ofTheTop.Where(type => type is not ("Program" or "_Imports") && Regex.IsMatch(file.Code, $@"(?<![\w.<""/]){type}\b(?!\s*[:=""])")))
            yield return $"{file.Path} uses {type}, which stands above the rooms.";
    }

    private static bool MayUse(SourceFile user, string project, string room) => (user.Project, user.Room, project) switch
    {
        // What stands in no room puts the house together; but what _Imports.razor opens is open to every room.
        ("Web", null, "Web") => user.Name != "_Imports.razor" || room is "Common" or "Shell",
        ("Web", null, _) => user.Name != "_Imports.razor",
        ("Web", "Common", "Web") => room == "Common",
        ("Web", _, "Web") => room == user.Room || room is "Common" or "Shell",
        // What all screens share has words for what all rooms have.
        ("Web", "Common" or "Demo" or "Drive" or "Overview" or "Shell", _) => true,
        ("Domain", _, not "Domain") or ("Infrastructure", _, "Web") => false,
        _ => Array.IndexOf(House.Ladder, room) is >= 0 and var rung && rung <= Array.IndexOf(House.Ladder, user.Room),
    };

    [GeneratedRegex(@"^\s*@?namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bglobal\s+using\s[^;]*\bEvOps\b")]
    private static partial Regex GlobalUsing();

    [GeneratedRegex(@"^\s*@?using\s+(static\s+)?(\w+\s*=\s*)?(global::)?EvOps(\.(Domain|Infrastructure|Web))?\s*(;|$)", RegexOptions.Multiline)]
    private static partial Regex UsingOfNoRoom();
}
