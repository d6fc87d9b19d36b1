using EvOps.Web;

// The real application on a free port; each benchmark takes its address from here.
await using var app = EvOpsApp.Build(["--urls", "http://127.0.0.1:0", .. args]);
await app.StartAsync();
Console.WriteLine($"EvOps listens on {app.Urls.First()}.");
await app.StopAsync();
