using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace EvOps.Infrastructure.Database;

/// <summary>
/// Lets EF Core's SQLite provider run on an older SQLitePCLRaw than it was compiled against. A feed whose newest is 2.0.6 serves
/// as well as one with 2.1.13, since nothing newer is called; but the runtime refuses a lower assembly version by
/// itself and asks here. Where the version is high enough nobody ever asks.
/// </summary>
internal static class SqliteAssemblyResolver
{
#pragma warning disable CA2255 // A module initializer in a library: the handler must be there before EF's first SQLite call, whoever makes it (host, test, dotnet-ef).
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => AssemblyLoadContext.Default.Resolving += FromOwnPackages;

    private static Assembly? FromOwnPackages(AssemblyLoadContext context, AssemblyName wanted)
    {
        if (wanted.Name?.StartsWith("SQLitePCLRaw.", StringComparison.Ordinal) != true)
        {
            return null;
        }
        // The list of what this process was built with: beside the application, or in the package cache when dotnet-ef runs it.
        var own = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        var file = own.Split(Path.PathSeparator).FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == wanted.Name);
        return file is null ? null : context.LoadFromAssemblyPath(file);
    }
}
