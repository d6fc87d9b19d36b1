using System.ComponentModel;
using System.Diagnostics;

namespace EvOps.Tests.Support;

/// <summary>
/// Somebody else's judge of what we write. Where it is not installed the test is skipped and says so; with its variable set to 1, as
/// in CI, it fails instead.
/// </summary>
internal sealed class OutsideTool(string program, string package, string requiredBy)
{
    public static readonly OutsideTool
        Promtool = new("promtool", "prometheus", "EVOPS_TEST_REQUIRE_PROMTOOL"),
        Nginx = new("/usr/sbin/nginx", "nginx", "EVOPS_TEST_REQUIRE_NGINX"),
        Systemd = new("systemd-analyze", "systemd", "EVOPS_TEST_REQUIRE_SYSTEMD");

    /// <summary>Fails with the tool's own words where it finds fault; hands them back where it does not.</summary>
    public async Task<string> CheckAsync(string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var tool = Process.Start(start)!;
            var words = Task.WhenAll(tool.StandardOutput.ReadToEndAsync(), tool.StandardError.ReadToEndAsync());
            await tool.StandardInput.WriteAsync(input);
            tool.StandardInput.Close();
            await tool.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            var said = string.Concat(await words);
            Assert.True(tool.ExitCode == 0, said);
            return said;
        }
        catch (Win32Exception)
        {
            var reason = $"This test needs {program} (Debian: apt-get install {package}).";
            Assert.SkipUnless(Environment.GetEnvironmentVariable(requiredBy) == "1", reason);
            Assert.Fail(reason);
            return "";
        }
    }
}
