using System.ComponentModel.DataAnnotations;

namespace EvOps.Infrastructure.Wallets;

/// <summary>Section <c>Wallets</c>.</summary>
public sealed record WalletsOptions
{
    public const string Section = "Wallets";

    /// <summary>ISO 4217: of a wallet that has not been used yet, where nobody says otherwise.</summary>
    [RegularExpression("^[A-Z]{3}$", ErrorMessage = "An ISO 4217 code such as EUR is needed.")]
    public string Currency { get; init; } = "EUR";
}
