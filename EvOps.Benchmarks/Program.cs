using EvOps.Benchmarks;

return args switch
{
    ["meters", .. var rest] => await MetersBenchmark.RunAsync(Options.Read(rest)),
    ["idle", .. var rest] => await IdleBenchmark.RunAsync(Options.Read(rest)),
    ["stuck", .. var rest] => await StuckBenchmark.RunAsync(Options.Read(rest)),
    ["stations", .. var rest] => await StationsBenchmark.RunAsync(Options.Read(rest)),
    ["serve-bare", var url, .. var body] => await BareServer.RunAsync(url, body),
    ["storm", .. var rest] => await StormBenchmark.RunAsync(Options.Read(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project EvOps.Benchmarks -- meters [--connections 100,1000] [--seconds 10] [--rounds 3]
            MeterValues end to end, beside a bare Kestrel WebSocket and raw SQLite batches, in one run.
        dotnet run -c Release --project EvOps.Benchmarks -- idle [--connections 5000] [--seconds 20]
            Memory of an idle connection, beside a bare Kestrel WebSocket.
        dotnet run -c Release --project EvOps.Benchmarks -- stuck [--sessions 1000] [--rounds 3]
            Stuck sessions that the sweeper closes and bills, beside the same closes as bare SQL.
        dotnet run -c Release --project EvOps.Benchmarks -- stations [--seconds 10] [--rounds 3] [--rate 2000]
            Reads of stations and free times, beside a bare Kestrel endpoint that answers the same bytes; then a read-heavy mix at a steady rate.
        dotnet run -c Release --project EvOps.Benchmarks -- storm [--connections 20] [--changes 10000]
            Chargers that change their state without end, all at once; how long the console takes to answer meanwhile.
        """);
    return 2;
}
