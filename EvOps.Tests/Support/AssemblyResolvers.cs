using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace EvOps.Tests.Support;

/// <summary>
/// As EvOps.Infrastructure's SqliteAssemblyResolver, for bUnit and AngleSharp.Diffing: a feed may have only an older one than
/// bUnit was compiled against, which the runtime refuses by itself. Nothing but MarkupMatches calls what the older one lacks.
/// </summary>
internal static class AssemblyResolvers
{
    [ModuleInitializer]
    internal static void Register()
    {
        AssemblyLoadContext.Default.Resolving += DiffingFromOwnFolder;
        // A test may look into a SQLite file before it touches anything of Infrastructure, whose own initializer would come too late.
        RuntimeHelpers.RunModuleConstructor(Assembly.Load("EvOps.Infrastructure").ManifestModule.ModuleHandle);
    }

    private static Assembly? DiffingFromOwnFolder(AssemblyLoadContext context, AssemblyName wanted) =>
        wanted.Name == "AngleSharp.Diffing"
            ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll"))
            : null;
}
