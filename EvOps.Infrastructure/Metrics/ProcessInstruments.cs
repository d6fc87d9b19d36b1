using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EvOps.Infrastructure.Metrics;

/// <summary>The process as the operating system and .NET see it, by the names that Prometheus' own libraries use.</summary>
internal sealed class ProcessInstruments
{
    private static readonly KeyValuePair<string, object?>[] Generations = [.. Enumerable.Range(0, 3).Select(g => KeyValuePair.Create("generation", (object?)$"{g}"))];

    public ProcessInstruments(EvOpsMeter meter, TimeProvider time)
    {
        var started = time.GetTimestamp();
        meter.Gauge("evops_uptime_seconds", "Seconds since this process opened the house.", () => time.GetElapsedTime(started).TotalSeconds);

        using var process = Process.GetCurrentProcess();
        var since = (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        meter.Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.", () => since);
        meter.Gauge("process_resident_memory_bytes", "Memory that the process holds.", () => Environment.WorkingSet);
        meter.Total("process_cpu_seconds_total", "Processor time, user and system.", () => Environment.CpuUsage.TotalTime.TotalSeconds);

        meter.Gauge("dotnet_gc_heap_bytes", "Objects on the managed heap.", () => GC.GetTotalMemory(false));
        meter.Gauge("dotnet_gc_committed_bytes", "Memory that the garbage collector holds, as of its last collection.", () => GC.GetGCMemoryInfo().TotalCommittedBytes);
        meter.Total("dotnet_gc_allocated_bytes_total", "What was allocated on the managed heap.", () => GC.GetTotalAllocatedBytes());
        meter.Total("dotnet_gc_collections_total", "Garbage collections, by generation.", "generation", Collections);
        meter.Total("dotnet_gc_pause_seconds_total", "Time that everything stood still for the garbage collector.", () => GC.GetTotalPauseDuration().TotalSeconds);
        meter.Gauge("dotnet_thread_pool_threads", "Threads of the pool.", () => ThreadPool.ThreadCount);
        meter.Gauge("dotnet_thread_pool_queue_length", "Work that waits for a thread of the pool.", () => ThreadPool.PendingWorkItemCount);
    }

    private static IEnumerable<Measurement<double>> Collections() => Generations.Select((generation, i) => new Measurement<double>(GC.CollectionCount(i), generation));
}
