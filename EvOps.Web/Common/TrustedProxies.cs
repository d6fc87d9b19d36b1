using System.ComponentModel.DataAnnotations;
using System.Net;
using EvOps.Infrastructure.Common;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace EvOps.Web.Common;

/// <summary>Section <c>Proxy</c>: whose word is taken for where a request came from, and by which scheme.</summary>
public sealed record ProxyOptions : IValidatableObject
{
    public const string Section = "Proxy";

    /// <summary>Addresses and networks, with commas between them: "127.0.0.1, 10.0.0.0/8". Null: nobody's word is taken.</summary>
    public string? Known { get; init; }

    internal IReadOnlyList<IPNetwork> Networks => [.. Texts.Select(Read).OfType<IPNetwork>()];

    private string[] Texts => Known?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Texts.Where(text => Read(text) is null).Select(text => new ValidationResult($"\"{text}\" is neither an address nor a network such as 10.0.0.0/8.", [nameof(Known)]));

    private static IPNetwork? Read(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}

/// <summary>
/// Behind a proxy every request comes from the proxy, and without TLS. What the proxy says of the real caller (X-Forwarded-For, X-Forwarded-Proto) counts where
/// the proxy is one of ours; anybody else could write there what he likes.
/// </summary>
public static class TrustedProxies
{
    public static IServiceCollection AddTrustedProxies(this IServiceCollection services)
    {
        services.AddRoomOptions<ProxyOptions>(ProxyOptions.Section);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, proxy) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // Through as many as are known, from the nearest outwards.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in proxy.Value.Networks) forwarded.KnownIPNetworks.Add(network);
        });
        return services;
    }

    /// <summary>First of all: what comes after it sees the caller.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Networks.Count > 0) app.UseForwardedHeaders();
    }
}
