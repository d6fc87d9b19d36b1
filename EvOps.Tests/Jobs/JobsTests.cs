using EvOps.Domain.Common;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Jobs;
using EvOps.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace EvOps.Tests.Jobs;

/// <summary>What the house does by itself, seen and controlled by an administrator.</summary>
public sealed class JobsTests(BrowserFixture browser, EvOpsHost host) : IClassFixture<EvOpsHost>
{
    [Fact]
    public async Task Jobs_are_listed_with_their_runs_and_run_when_they_are_told()
    {
        var admin = host.ActorOf(Role.Admin);
        var before = (await JobAsync(admin)).Runs.Count;

        Assert.True((await host.Get<ControlJob>().RunAsync(admin, "Sweep stuck sessions", JobCommand.Run, default)).IsDone);

        await HostChargers.UntilAsync(async () => (await JobAsync(admin)).Runs.Count > before);
        var job = await JobAsync(admin);
        Assert.Equal((TimeSpan.FromSeconds(60), null), (job.Interval, job.Runs[0].Failure));
    }

    [Fact]
    public async Task A_paused_job_has_no_next_run_until_it_is_resumed()
    {
        var admin = host.ActorOf(Role.Admin);
        await host.Get<ControlJob>().RunAsync(admin, "Sweep stuck sessions", JobCommand.Pause, default);
        Assert.Equal((true, null), ((await JobAsync(admin)).IsPaused, (await JobAsync(admin)).NextAt));

        await host.Get<ControlJob>().RunAsync(admin, "Sweep stuck sessions", JobCommand.Resume, default);
        Assert.False((await JobAsync(admin)).IsPaused);
    }

    [Fact]
    public async Task What_jobs_did_and_that_one_is_paused_outlasts_the_process()
    {
        await using var house = await EvOpsHost.StartAsync();
        var admin = house.ActorOf(Role.Admin);
        await house.Get<ControlJob>().RunAsync(admin, "Sweep stuck sessions", JobCommand.Pause, default);
        await house.Get<ControlJob>().RunAsync(admin, "Sweep stuck sessions", JobCommand.Run, default);
        await HostChargers.UntilAsync(async () =>
        {
            await using var db = house.OpenDb();
            return await db.JobRuns.AnyAsync(run => run.Name == "Sweep stuck sessions");
        });
        var ran = (await JobAsync(admin, house)).Runs[0].At;

        await house.StopAsync();
        await house.StartAgainAsync();

        var job = await JobAsync(admin, house);
        Assert.True(job.IsPaused);
        Assert.Contains(ran, job.Runs.Select(run => run.At));
    }

    [Fact]
    public async Task Only_administrators_see_and_control_them()
    {
        foreach (var role in new[] { Role.Operator, Role.Support, Role.Driver })
        {
            Assert.Equal(RefusalKind.Forbidden, (await host.Get<ListJobs>().RunAsync(host.ActorOf(role), default)).Refusal?.Kind);
            Assert.Equal(RefusalKind.Forbidden, (await host.Get<ControlJob>().RunAsync(host.ActorOf(role), "Sweep stuck sessions", JobCommand.Pause, default)).Refusal?.Kind);
        }

        Assert.Equal("job_not_found", (await host.Get<ControlJob>().RunAsync(host.ActorOf(Role.Admin), "No such job", JobCommand.Run, default)).Refusal?.Code);
    }

    [Fact]
    public async Task The_settings_set_the_rhythm_and_a_rhythm_that_is_none_is_refused_at_the_start()
    {
        await using var quick = await EvOpsHost.StartAsync(settings: ["Jobs:StuckSessions:IntervalSeconds=7"]);
        var jobs = (await quick.Get<ListJobs>().RunAsync(quick.ActorOf(Role.Admin), default)).Value;
        Assert.Equal(TimeSpan.FromSeconds(7), jobs.Single(job => job.Name == "Sweep stuck sessions").Interval);

        var refused = await EvOpsProcess.RunToEndAsync("--urls", "http://127.0.0.1:0", "--ConnectionStrings:EvOps", "Data Source=:memory:", "--Jobs:StuckSessions:IntervalSeconds=0");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Jobs:StuckSessions:IntervalSeconds: a whole number of seconds from 1 to 86400 is needed.", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_runs_and_pauses_a_job_on_its_page()
    {
        var page = await browser.OpenPageAsync(host, Role.Admin);
        await page.GotoAsync("/jobs");
        await page.Locator("html[data-circuit=live]").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Run now: Settle provisional bills" }).ClickAsync();
        await page.GetByText("Settle provisional bills was started.").WaitForAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Settle provisional bills" }).GetByText("Done").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Last runs: Settle provisional bills" }).ClickAsync();
        await page.GetByRole(AriaRole.List, new() { Name = "Last runs of Settle provisional bills" }).GetByText(" ms").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause Settle provisional bills" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume Settle provisional bills" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause Settle provisional bills" }).WaitForAsync();
    }

    private async Task<JobRow> JobAsync(Actor admin, EvOpsHost? of = null) =>
        (await (of ?? host).Get<ListJobs>().RunAsync(admin, default)).Value.Single(job => job.Name == "Sweep stuck sessions");
}
