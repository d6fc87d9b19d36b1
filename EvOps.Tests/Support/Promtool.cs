using System.ComponentModel;
using System.Diagnostics;

namespace EvOps.Tests.Support;

/// <summary>
/// Prometheus' own judge of what /metrics says. Where it is not installed the test is skipped and says so; with
/// EVOPS_TEST_REQUIRE_PROMTOOL=1, as in CI, it fails instead.
/// </summary>
internal static class Promtool
{
    /// <summary>Fails with promtool's words where it finds fault.</summary>
    public static async Task CheckAsync(string metrics)
    {
        var start = new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var promtool = Process.Start(start)!;
            var words = Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
            await promtool.StandardInput.WriteAsync(metrics);
            promtool.StandardInput.Close();
            await promtool.WaitForExitAsync();
            Assert.True(promtool.ExitCode == 0, string.Concat(await words));
        }
        catch (Win32Exception)
        {
            const string reason = "This test needs promtool (Debian: apt-get install prometheus).";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("EVOPS_TEST_REQUIRE_PROMTOOL") == "1", reason);
            Assert.Fail(reason);
        }
    }
}
