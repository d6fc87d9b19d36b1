using EvOps.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EvOps.Infrastructure.Jobs;

public static class JobTables
{
    extension(EvOpsDb db)
    {
        public DbSet<StoredJobRun> JobRuns => db.Set<StoredJobRun>();

        public DbSet<PausedJob> PausedJobs => db.Set<PausedJob>();
    }
}

/// <summary>One run of a job, kept for the page of jobs.</summary>
public sealed class StoredJobRun
{
    public const int LongestName = 100, LongestFailure = 500;

    public StoredJobRun(Guid id, string name, JobRun run) =>
        (Id, Name, At, TookMilliseconds, Failure) = (id, name, run.At, (long)run.Took.TotalMilliseconds, run.Failure?.Length > LongestFailure ? run.Failure[..LongestFailure] : run.Failure);

    private StoredJobRun()
    {
    }

    public Guid Id { get; private init; }

    public string Name { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    public long TookMilliseconds { get; private init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Failure { get; private init; }

    public JobRun Run => new(At, TimeSpan.FromMilliseconds(TookMilliseconds), Failure);
}

/// <summary>A job that somebody has paused, until somebody resumes it.</summary>
public sealed class PausedJob
{
    public PausedJob(string name) => Name = name;

    private PausedJob()
    {
    }

    public string Name { get; private init; } = "";
}

internal sealed class StoredJobRunTable : IEntityTypeConfiguration<StoredJobRun>
{
    public void Configure(EntityTypeBuilder<StoredJobRun> builder)
    {
        builder.ToTable("JobRuns");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Name).HasMaxLength(StoredJobRun.LongestName);
        builder.Property(r => r.Failure).HasMaxLength(StoredJobRun.LongestFailure);
        builder.Ignore(r => r.Run);
        builder.HasIndex(r => new { r.Name, r.At });
    }
}

internal sealed class PausedJobTable : IEntityTypeConfiguration<PausedJob>
{
    public void Configure(EntityTypeBuilder<PausedJob> builder)
    {
        builder.ToTable("PausedJobs");
        builder.HasKey(j => j.Name);
        builder.Property(j => j.Name).HasMaxLength(StoredJobRun.LongestName);
    }
}
