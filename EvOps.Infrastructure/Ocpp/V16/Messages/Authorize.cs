namespace EvOps.Infrastructure.Ocpp.V16.Messages;

/// <summary>May the owner of this tag charge? (OCPP 1.6 §4.1)</summary>
public sealed record AuthorizeRequest(string IdTag) : IOcppRequest<AuthorizeRequest>
{
    public static string Action => OcppActions.Authorize;

    public static Parsed<AuthorizeRequest> Parse(ReadOnlySpan<byte> payload, DateTimeOffset arrival)
    {
        var fields = new PayloadReader(payload);
        string? idTag = null;
        while (fields.NextField())
        {
            if (fields.Is("idTag"u8))
                idTag = fields.IdTag();
            else
                fields.Extra();
        }
        return new(new AuthorizeRequest(idTag ?? throw PayloadReader.Missing("idTag")), fields.Notes);
    }
}

public sealed record AuthorizeResponse(IdTagInfo IdTagInfo);
