using System.Data.Common;
using System.Diagnostics;
using EvOps.Infrastructure.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EvOps.Infrastructure.Database;

/// <summary>
/// EF's commands as spans of the trace they belong to, where it is exported, and as log lines: each at Debug, one that took long as a
/// warning. Never their parameters.
/// </summary>
internal sealed partial class CommandTrace(string system, ILogger<CommandTrace> log) : DbCommandInterceptor
{
    private const int LongestText = 2000;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(2);

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Note(command, eventData, null);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, null);
        return ValueTask.FromResult(result);
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Note(command, eventData, null);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, null);
        return ValueTask.FromResult(result);
    }

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Note(command, eventData, null);
        return result;
    }

    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, null);
        return ValueTask.FromResult(result);
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Note(command, eventData, eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, eventData.Exception);
        return Task.CompletedTask;
    }

    private void Note(DbCommand command, CommandEndEventData ended, Exception? failure)
    {
        if (Activity.Current is { Recorded: true }) Span(command.CommandText, ended, failure);
        if (ended.Duration > Long) TookLong(ended.Duration.TotalSeconds, Short(command.CommandText));
        else if (log.IsEnabled(LogLevel.Debug)) Sent(ended.Duration.TotalMilliseconds, Short(command.CommandText));
    }

    // Made when it is over, so that nothing needs to be kept while it runs.
    private void Span(string text, CommandEndEventData ended, Exception? failure)
    {
        using var span = Tracing.Source.StartActivity(ActivityKind.Client, startTime: ended.StartTime, name: VerbOf(text));
        span?.SetTag("db.system.name", system).SetTag("db.query.text", Short(text)).SetEndTime((ended.StartTime + ended.Duration).UtcDateTime);
        if (failure is not null) span.Failed(failure.GetType().Name);
    }

    private static string VerbOf(string text)
    {
        var verb = text.AsSpan().TrimStart();
        var end = verb.IndexOfAny(" \r\n;");
        return end < 0 ? verb.ToString() : verb[..end].ToString();
    }

    private static string Short(string text) => text.Length > LongestText ? text[..LongestText] : text;

    [LoggerMessage(LogLevel.Debug, "{Milliseconds} ms: {Sql}")]
    private partial void Sent(double milliseconds, string sql);

    [LoggerMessage(LogLevel.Warning, "The database took {Seconds} s: {Sql}")]
    private partial void TookLong(double seconds, string sql);
}
