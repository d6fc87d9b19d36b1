using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Alerts;

/// <summary>What became of a letter at the mail server.</summary>
/// <param name="Failure">Why it was not taken; null where it was.</param>
/// <param name="IsFinal">True where trying again is no use: there is no such mailbox.</param>
/// <param name="IsServerAway">True where no letter would have been taken.</param>
public readonly record struct Posting(string? Failure, bool IsFinal = false, bool IsServerAway = false);

/// <summary>Hands a letter to the mail server. It is the platform's own client: a better one is not to be had where this is built.</summary>
public sealed class SmtpPost(IOptions<MailOptions> options, TimeProvider time)
{
    /// <summary>Well below <see cref="Domain.Alerts.Notice.MailLease"/>.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<Posting> SendAsync(Letter letter, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            var mail = options.Value;
            using var message = letter.ToMessage(new MailAddress(mail.From!));
            using var client = new SmtpClient(mail.Host, mail.Port) { EnableSsl = mail.UseTls };
            if (!string.IsNullOrEmpty(mail.UserName)) client.Credentials = new NetworkCredential(mail.UserName, mail.Password);
            // Its own timeout is not for calls that are awaited.
            await client.SendMailAsync(message, end.Token).WaitAsync(end.Token);
            return default;
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (Exception) when (patience.IsCancellationRequested)
        {
            return new Posting($"The mail server did not answer within {Patience.TotalSeconds:0} s.", IsServerAway: true);
        }
        catch (SmtpFailedRecipientException refused)
        {
            // RFC 5321 §4.2.1: 5yz is meant for good.
            return new Posting(refused.Message, IsFinal: (int)refused.StatusCode >= 500);
        }
        catch (SmtpException failure)
        {
            return new Posting(failure.GetBaseException().Message, IsServerAway: failure.StatusCode is SmtpStatusCode.GeneralFailure or SmtpStatusCode.ServiceNotAvailable);
        }
        catch (Exception failure) when (failure is IOException or SocketException or AuthenticationException)
        {
            return new Posting(failure.GetBaseException().Message, IsServerAway: true);
        }
        catch (FormatException failure)
        {
            return new Posting(failure.Message, IsFinal: true);
        }
    }
}
