namespace EvOps.Tests.Architecture;

public sealed class LadderTests
{
    [Fact]
    public void Every_room_uses_only_rooms_to_its_left_and_rooms_of_Web_use_no_other() =>
        None(Ladder.FaultsOf(House.Files));

    /// <summary>The test above in red: one line in one file, in every form that a use can take.</summary>
    [Theory]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "using EvOps.Infrastructure.Sessions;")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "using EvOps.Domain.Sessions;")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "using static EvOps.Infrastructure.Sessions.SessionTables;")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "using Later = EvOps.Infrastructure.Sessions.StartSession;")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "using Later = global::EvOps.Infrastructure.Sessions.StartSession;")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "using Later = EvOps.Infrastructure;")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "global using EvOps.Infrastructure.Common;")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "class X { EvOps.Infrastructure.Sessions.StartSession? later; }")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "class X { Infrastructure.Sessions.StartSession? later; }")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "class X { Domain.Sessions.Session? later; }")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "class X(Sessions.StartSession later);")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "class X { string Text => $\"{Sessions.SessionIds.None}\"; }")]
    [InlineData("EvOps.Infrastructure/Sessions/X.cs", "class X { Ocpp.V16.V16Link? later; }")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "namespace EvOps.Infrastructure.Sessions;")]
    [InlineData("EvOps.Infrastructure/X.cs", "class X;")]
    [InlineData("EvOps.Infrastructure/Things/X.cs", "class X;")]
    [InlineData("EvOps.Domain/Stations/X.cs", "using EvOps.Domain.Sessions;")]
    [InlineData("EvOps.Domain/Stations/X.cs", "class X { Sessions.Session? later; }")]
    [InlineData("EvOps.Domain/Stations/X.cs", "using EvOps.Infrastructure.Common;")]
    [InlineData("EvOps.Web/Users/X.cs", "using EvOps.Web.Sessions;")]
    [InlineData("EvOps.Web/Sessions/X.cs", "using EvOps.Web.Users;")]
    [InlineData("EvOps.Web/Sessions/X.cs", "class X { Users.Tokens? others; }")]
    [InlineData("EvOps.Web/Sessions/X.razor", "@using EvOps.Web.Users")]
    [InlineData("EvOps.Web/Sessions/X.razor", "<Users.RoleChoice />")]
    [InlineData("EvOps.Web/Sessions/X.razor", "<EvOps.Web.Users.RoleChoice />")]
    [InlineData("EvOps.Web/Sessions/_Imports.razor", "@using EvOps.Web.Users")]
    [InlineData("EvOps.Web/Sessions/X.razor", "@namespace EvOps.Web.Users")]
    [InlineData("EvOps.Web/_Imports.razor", "@using EvOps.Web.Users")]
    [InlineData("EvOps.Web/_Imports.razor", "@using EvOps.Infrastructure.Users")]
    [InlineData("EvOps.Web/Common/X.razor", "@using EvOps.Web.Shell")]
    [InlineData("EvOps.Web/Shell/X.razor", "@using EvOps.Web.Users")]
    [InlineData("EvOps.Web/Users/X.razor", "@using EvOps.Infrastructure.Sessions")]
    [InlineData("EvOps.Web/Users/X.cs", "class X { void Fail() => throw new StartRefusedException(\"no\"); }")]
    public void A_use_that_must_not_be_is_found_in_whatever_form(string path, string line)
    {
        var bad = new SourceFile(path, line);

        Assert.Contains(Ladder.FaultsOf([.. House.Files.Where(file => file.Path != path), bad]), fault => fault.StartsWith(path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "using EvOps.Infrastructure.Database; class X { Common.FollowUps? left; Domain.Users.IdTag? own; }")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "// See Sessions.StartSession. /* EvOps.Web.Users */")]
    [InlineData("EvOps.Infrastructure/Users/X.cs", "class X(EvOpsDb db) { int Count => db.Sessions.Count() + Sessions.Length; }")]
    [InlineData("EvOps.Web/Sessions/X.razor", "@using EvOps.Infrastructure.Sessions\n@using EvOps.Domain.Users\n@layout PlainLayout\n<Icon />")]
    [InlineData("EvOps.Web/Shell/X.razor", "@using EvOps.Infrastructure.Sessions")]
    public void A_use_that_may_be_is_let_through(string path, string line) =>
        None(Ladder.FaultsOf([.. House.Files, new SourceFile(path, line)]).Except(Ladder.FaultsOf(House.Files)));

    private static void None(IEnumerable<string> faults) => Assert.True(!faults.Any(), string.Join('\n', faults));
}
