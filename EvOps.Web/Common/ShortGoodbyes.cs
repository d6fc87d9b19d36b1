namespace EvOps.Web.Common;

/// <summary>
/// Kestrel waits on shutdown until every request has ended, and a circuit is one: a browser whose network went neither answers nor
/// closes, and would be waited for until the host's patience is at its end. Here each gets a little time and is cut off.
/// </summary>
public static class ShortGoodbyes
{
    private static readonly TimeSpan ForSockets = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForRequests = TimeSpan.FromSeconds(4);

    public static void UseShortGoodbyes(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use(async (http, next) =>
        {
            using var over = new CancellationTokenSource();
            using var goodbye = stopping.UnsafeRegister(_ => _ = CutOffAsync(http, over.Token), null);
            try
            {
                await next(http);
            }
            finally
            {
                await over.CancelAsync();
            }
        });
    }

    private static async Task CutOffAsync(HttpContext http, CancellationToken over)
    {
        var patience = http.WebSockets.IsWebSocketRequest ? ForSockets : ForRequests;
        await Task.Delay(patience, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!over.IsCancellationRequested) http.Abort();
    }
}
