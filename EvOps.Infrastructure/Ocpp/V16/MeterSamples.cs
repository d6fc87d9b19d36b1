using System.Text.Json;
using EvOps.Domain.Sessions;

namespace EvOps.Infrastructure.Ocpp.V16;

/// <summary>
/// Turns the meterValue of MeterValues and the transactionData of StopTransaction into samples (OCPP 1.6 §7.33). Whatever
/// cannot be read is left out with a note: the message is always answered.
/// </summary>
internal static class MeterSamples
{
    /// <summary>Reads the array; null if it is JSON null. Anything but an array is refused.</summary>
    public static IReadOnlyList<MeterSample>? Read(ref PayloadReader fields, DateTimeOffset arrival)
    {
        if (fields.Token == JsonTokenType.Null)
            return null;
        if (fields.Token != JsonTokenType.StartArray)
            throw fields.WrongType("an array");

        // Nearly every message has one entry; a list is only made for the second.
        MeterSample? first = null;
        List<MeterSample>? all = null;
        while (fields.NextItem())
        {
            if (fields.Token != JsonTokenType.StartObject)
            {
                fields.LeaveOut("an object", "meterValue");
                continue;
            }
            var sample = ReadOne(ref fields, arrival);
            if (first is null)
                first = sample;
            else
                (all ??= [first]).Add(sample);
        }
        if (first is null)
            return [];
        return all is null ? [first] : all;
    }

    /// <summary>As <see cref="Read"/>, for a message that must not be refused.</summary>
    public static IReadOnlyList<MeterSample> ReadSoft(ref PayloadReader fields, DateTimeOffset arrival)
    {
        if (fields.Token is JsonTokenType.StartArray or JsonTokenType.Null)
            return Read(ref fields, arrival) ?? [];
        fields.LeaveOut("an array");
        return [];
    }

    public static IReadOnlyList<MeterSample> OfMainMeter(IReadOnlyList<MeterSample> samples) =>
        [.. samples.Select(sample => sample.IsMainMeter ? sample : sample with { IsMainMeter = true })];

    private static MeterSample ReadOne(ref PayloadReader fields, DateTimeOffset arrival)
    {
        var builder = new MeterSampleBuilder();
        DateTimeOffset? at = null;
        while (fields.NextField())
        {
            if (fields.Is("timestamp"u8))
                at = fields.SoftTime(arrival);
            else if (fields.Is("sampledValue"u8))
                ReadValues(ref fields, ref builder);
            else
                fields.Extra();
        }
        if (at is null)
            fields.Note("timestamp: required, and missing; the time of arrival is used");
        return builder.Build(at ?? arrival.ToUniversalTime());
    }

    private static void ReadValues(ref PayloadReader fields, ref MeterSampleBuilder builder)
    {
        // One object where an array belongs is a known slip.
        if (fields.Token == JsonTokenType.StartObject)
        {
            fields.Note("sampledValue: an array is needed, got an object; taken as its only element");
            builder.Add(SampledValue.Read(ref fields));
            return;
        }
        if (fields.Token != JsonTokenType.StartArray)
        {
            fields.LeaveOut("an array");
            return;
        }
        while (fields.NextItem())
        {
            if (fields.Token == JsonTokenType.StartObject)
                builder.Add(SampledValue.Read(ref fields));
            else
                fields.LeaveOut("an object", "sampledValue");
        }
    }
}
