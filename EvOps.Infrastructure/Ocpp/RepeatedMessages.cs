namespace EvOps.Infrastructure.Ocpp;

/// <summary>
/// The last answers on one socket: a CALL that comes again with the same id and payload gets its answer again and is not acted on
/// twice (ocpp.md R16). A new socket starts afresh, because ids start afresh too (R17). A message without content is no repetition:
/// some chargers number all their messages alike, and one that asks for the time wants the present one.
/// </summary>
internal sealed class RepeatedMessages
{
    private const int Kept = 4;
    private const int EmptyObject = 2;

    private readonly Answered[] answers = new Answered[Kept];
    private int next;

    public ReadOnlyMemory<byte>? AnswerTo(OcppFrame frame)
    {
        if (frame.Payload.Length <= EmptyObject) return null;

        var print = PrintOf(frame);
        foreach (var answered in answers)
        {
            if (answered.Answer is { } answer && answered.Print == print && answered.MessageId.AsSpan().SequenceEqual(frame.MessageIdRaw.Span)) return answer;
        }

        return null;
    }

    public void Remember(OcppFrame frame, ReadOnlySpan<byte> answer)
    {
        var slot = Array.FindIndex(answers, answered => answered.MessageId.AsSpan().SequenceEqual(frame.MessageIdRaw.Span));
        if (slot < 0) (slot, next) = (next, (next + 1) % Kept);
        answers[slot] = new(frame.MessageIdRaw.ToArray(), PrintOf(frame), answer.ToArray());
    }

    private static (int, int, string) PrintOf(OcppFrame frame)
    {
        var hash = default(HashCode);
        hash.AddBytes(frame.Payload.Span);
        return (hash.ToHashCode(), frame.Payload.Length, frame.Action);
    }

    private readonly record struct Answered(byte[] MessageId, (int, int, string) Print, byte[]? Answer);
}
