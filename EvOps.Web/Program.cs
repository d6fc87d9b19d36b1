using EvOps.Web;
using Microsoft.Extensions.Options;

try
{
    await EvOpsApp.Build(args).RunAsync();
    return 0;
}
catch (Exception refused) when (refused is StartRefusedException or OptionsValidationException or IOException
    or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" })
{
    // A wrong setting or an address that is taken needs a sentence, not a stack trace.
    await Console.Error.WriteLineAsync($"EvOps does not start: {refused.Message}");
    return 1;
}
