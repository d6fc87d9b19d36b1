using EvOps.Domain.Common;
using EvOps.Domain.Refunds;

namespace EvOps.Infrastructure.Refunds;

/// <summary>What a gateway is to pay.</summary>
/// <param name="IdempotencyKey">The same for every attempt: it is paid once.</param>
/// <param name="PaymentReference">By which the payment service knows the payment; of no meaning to the wallet.</param>
/// <param name="GatewayReference">Its own name for the refund, where it has it already.</param>
/// <param name="Attempt">The how manieth it is.</param>
public sealed record RefundOrder(Guid RefundId, Money Amount, string IdempotencyKey, string PaymentReference, string? GatewayReference, RefundWay Way, int Attempt);

/// <summary>What came of it.</summary>
/// <param name="Words">As people read it.</param>
/// <param name="Reference">The payment service's own name for the refund, where it told one.</param>
public sealed record GatewayAnswer(RefundAnswer Answer, string Words, string? Reference = null);

/// <summary>A way for money to go back. Asked again with the same key it pays once and answers the same.</summary>
public interface IRefundGateway
{
    RefundWay Way { get; }

    /// <summary>Throws only when it is given up because the house closes.</summary>
    Task<GatewayAnswer> PayAsync(RefundOrder order, CancellationToken cancel);
}

/// <summary>Into the driver's wallet. The ledger is this house's own: that it is paid, and its entry, are the same save.</summary>
public sealed class WalletGateway : IRefundGateway
{
    public RefundWay Way => RefundWay.Wallet;

    public Task<GatewayAnswer> PayAsync(RefundOrder order, CancellationToken cancel) =>
        Task.FromResult(new GatewayAnswer(RefundAnswer.Paid, "Booked into the wallet."));
}
