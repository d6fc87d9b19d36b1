using EvOps.Infrastructure.Alerts;
using EvOps.Infrastructure.Bookings;
using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Jobs;
using EvOps.Infrastructure.Metrics;
using EvOps.Infrastructure.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace EvOps.Infrastructure.Refunds;

public static class RefundsRoom
{
    public static IServiceCollection AddRefunds(this IServiceCollection services)
    {
        services.AddRoomOptions<RefundsOptions>(RefundsOptions.Section);
        services.AddInstruments<RefundInstruments>();
        services.AddSingleton<IPaidThings, PaidSessions>();
        services.AddSingleton<IPaidThings, PaidBookings>();
        services.AddSingleton<IPaidThings, Goodwill>();
        services.AddSingleton<IBookingRefunds, RefundBookings>();
        services.AddSingleton<IAlertSource, RefundAlerts>();
        services.AddSingleton<IAttentionSource, RefundsThatWait>();
        services.AddSingleton<FindPaidThing>();
        services.AddSingleton<RefundLimits>();
        services.AddSingleton<AskForRefund>();
        services.AddSingleton<DecideRefund>();
        services.AddSingleton<SettleRefund>();
        services.AddSingleton<TakePaymentEvent>();
        services.AddSingleton<ListRefunds>();
        services.AddSingleton<ShowRefund>();
        services.AddSingleton<RefundsNow>();
        services.AddHostedService(provider => provider.GetRequiredService<RefundsNow>());
        services.AddSingleton<IRefundGateway, WalletGateway>();
        services.AddSingleton<HttpGateway>();
        services.AddSingleton<IRefundGateway>(provider => provider.GetRequiredService<HttpGateway>());
        services.AddSingleton<PaymentClient>();
        services.AddSingleton<BeginPayment>();
        services.AddSingleton<SettlePayment>();
        services.AddSingleton<ShowPayment>();
        services.AddSingleton<SeeToPayment>();
        services.AddSingleton<IBookingPayments, ProveBookingPayment>();
        services.AddHttpClient(PaymentClient.Name).RemoveAllLoggers()
            .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(PaymentClient.NewHandler);
        services.AddJob<ExecuteRefunds>("Pay refunds", "Refunds", TimeSpan.FromSeconds(30), (job, cancel) => job.RunAsync(cancel));
        services.AddJob<LookAfterPayments>("Ask for open payments", "Payments", TimeSpan.FromMinutes(1), (job, cancel) => job.RunAsync(cancel));
        return services;
    }
}
