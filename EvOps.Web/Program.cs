using EvOps.Web;

await EvOpsApp.Build(args).RunAsync();
