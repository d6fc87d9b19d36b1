using System.Runtime.CompilerServices;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;

namespace EvOps.Tests.Support;

/// <summary>
/// Base of tests that render one component without host or browser. Find elements and look at their text and attributes;
/// MarkupMatches is not to be had with the AngleSharp.Diffing of every feed.
/// </summary>
public abstract class ComponentTest : BunitContext
{
    protected ComponentTest()
    {
        Services.AddRadzenComponents();
        // Radzen's components call their script as they render; here nobody answers, and nobody needs to.
        JSInterop.Mode = JSRuntimeMode.Loose;
        // Rendering asks for a comparer whose constructor an older AngleSharp.Diffing does not satisfy. Only MarkupMatches calls it.
        var comparer = typeof(BunitContext).Assembly.GetType("Bunit.Diffing.HtmlComparer", throwOnError: true)!;
        Services.RemoveAll(comparer);
        Services.AddSingleton(comparer, RuntimeHelpers.GetUninitializedObject(comparer));
    }
}
