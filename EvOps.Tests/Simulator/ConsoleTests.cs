using System.Diagnostics;
using System.Text.Json.Nodes;
using EvOps.Simulator;
using EvOps.Web.Demo;

namespace EvOps.Tests.Simulator;

public sealed class ConsoleTests : SimulatorTest
{
    [Fact]
    public async Task Help_names_every_option_and_misbehaviour()
    {
        var (exitCode, output, _) = await RunAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("--charge-points", output, StringComparison.Ordinal);
        Assert.Contains("ReleaseWithoutStop", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--speed", "There is no option --speed.")]
    [InlineData("--charge-points=none", "--charge-points must be a whole number from 1, not none.")]
    [InlineData("--url=http://localhost", "--url must begin with ws:// or wss://, not http://localhost.")]
    [InlineData("--misbehave=Sulk", "There is no misbehaviour Sulk;")]
    [InlineData("--seconds", "--seconds needs a value.")]
    public async Task A_command_line_that_cannot_be_understood_is_refused_with_what_to_change(string argument, string sentence)
    {
        var (exitCode, _, error) = await RunAsync(argument);

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_prints_its_figures_as_JSON()
    {
        var (exitCode, output, _) = await RunAsync($"--load --url {Central.Url} --charge-points 2 --seconds 0.5");

        Assert.Equal(0, exitCode);
        var figures = JsonNode.Parse(output)!;
        Assert.Equal(2, (int)figures["connections"]!);
        Assert.True((int)figures["messages"]! > 0);
    }

    [Fact]
    public async Task A_fleet_ends_when_asked_and_exits_with_zero()
    {
        using var process = Start($"--url {Central.Url} --charge-points 3");
        await Central.UntilAsync(() => Central.All("BootNotification").Count == 3, "three boots");

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(Cancel);
        await process.WaitForExitAsync(Cancel);

        Assert.Equal(0, process.ExitCode);
        await Central.UntilAsync(() => Central.All("(connection ended)").Count == 3, "three ends");
        Assert.Empty(Central.All("(connection lost)"));
    }

    [Fact]
    public async Task Without_a_word_about_tags_its_drivers_are_those_whom_the_demo_knows()
    {
        using var process = Start($"--url {Central.Url} --charge-points 10 --idle 0.1");
        var asked = await Central.HearsAsync("Authorize");
        process.Kill();
        await process.WaitForExitAsync(Cancel);

        Assert.Contains((string)asked["idTag"]!, DemoNetwork.Tags);
        Assert.Equal(DemoNetwork.Tags, FleetOptions.DemoTags);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(string arguments)
    {
        var assembly = typeof(SimulatedChargePoint).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", $"\"{assembly}\" {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
