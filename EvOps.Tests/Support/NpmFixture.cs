using System.ComponentModel;
using System.Diagnostics;

[assembly: AssemblyFixture(typeof(EvOps.Tests.Support.NpmFixture))]

namespace EvOps.Tests.Support;

/// <summary>
/// The packages of Npm/package.json, installed beside the tests when the first test asks. Where there is no npm, or it has no way to
/// its registry, the test is skipped and says so; with EVOPS_TEST_REQUIRE_NPM=1, as in CI, it fails instead.
/// </summary>
public sealed class NpmFixture
{
    private readonly Lazy<Task<string?>> trouble = new(InstallAsync);

    /// <summary>The folder with package.json and node_modules; scripts beside them can import the packages.</summary>
    public async Task<string> FolderAsync()
    {
        if (await trouble.Value is { } reason)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("EVOPS_TEST_REQUIRE_NPM") == "1", reason);
            Assert.Fail(reason);
        }

        return Folder;
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Npm");

    private static async Task<string?> InstallAsync()
    {
        // Without a lock file: it would name the registry of whoever wrote it. The versions are exact.
        var start = new ProcessStartInfo("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var npm = Process.Start(start)!;
            var output = npm.StandardOutput.ReadToEndAsync();
            var errors = await npm.StandardError.ReadToEndAsync();
            await npm.WaitForExitAsync();
            await output;
            return npm.ExitCode == 0 ? null : $"npm install failed, and these tests need its packages (Debian: apt-get install npm): {errors}";
        }
        catch (Win32Exception)
        {
            return "These tests need npm and node (Debian: apt-get install nodejs npm).";
        }
    }
}
