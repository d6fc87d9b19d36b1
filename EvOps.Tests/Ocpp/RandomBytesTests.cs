using System.Text;
using EvOps.Infrastructure.Ocpp;
using EvOps.Infrastructure.Ocpp.V16.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace EvOps.Tests.Ocpp;

/// <summary>Nothing a charger sends, broken or hostile, makes the wire layer throw anything but an <see cref="OcppError"/>.</summary>
public sealed class RandomBytesTests
{
    private static readonly string[] Messages =
    [
        """[2,"1","MeterValues",{"connectorId":1,"transactionId":7,"meterValue":[{"timestamp":"2026-03-01T11:00:00.5+02:00","sampledValue":[{"value":"12.5","unit":"kWh","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","phase":"L1","location":"Outlet","format":"Raw"},{"value":5,"measurand":"SoC"},{"value":"-1e5","measurand":"Temperature","unit":"K"},{"value":"\ud83d\udd0c\u0000","format":"SignedData"}]}]}]""",
        """[2,"1","StopTransaction",{"transactionId":1,"idTag":"tag\u0000","meterStop":123456,"timestamp":"2026-03-01T11:00:00Z","reason":"Other","transactionData":[{"timestamp":"2026-03-01T11:00:00Z","sampledValue":[{"value":"1"}]}]}]""",
        """[2,"1","StartTransaction",{"connectorId":1,"idTag":"tag","meterStart":0.5,"timestamp":"1970-01-01T11:00:00","reservationId":5}]""",
        """[2,"1","StatusNotification",{"connectorId":1,"status":"Faulted","errorCode":"Err\"or","info":"\u00e4","timestamp":"2026-03-01T11:00:00Z","vendorId":"v","vendorErrorCode":"x"}]""",
        """[2,"1","BootNotification",{"chargePointVendor":"v","chargePointModel":"m","iccid":null,"\u0069msi":"1"}]""",
        """[4,-1.5e9,"OccurrenceConstraintViolation","text",{"a":[true,false,null]}]""",
        """[3,"\ud800",{"status":"Accepted","configurationKey":[{"key":"k","readonly":true,"value":"v"}],"unknownKey":["a"],"data":"d"}]""",
    ];

    [Fact]
    public void Random_bytes_are_refused_and_nothing_worse() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => HoldsFor(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Messages_with_bytes_changed_cut_and_repeated_are_refused_or_read_and_nothing_worse()
    {
        var damaged =
            from message in Gen.Elements(Messages)
            from edits in Gen.ListOf(Edit(), 6)
            select edits.Aggregate(Encoding.UTF8.GetBytes(message), (bytes, edit) => edit(bytes));

        Prop.ForAll(damaged.ToArbitrary(), bytes => HoldsFor(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    private static Gen<Func<byte[], byte[]>> Edit() =>
        from kind in Gen.Choose(0, 3)
        from at in Gen.Choose(0, 10_000)
        from length in Gen.Choose(1, 12)
        from letter in Gen.Elements("\"\\{}[]:,0123456789.-+eEtfnuZ \0\u00ff".Select(c => (byte)c))
        select (Func<byte[], byte[]>)(bytes => Apply(bytes, kind, at, length, letter));

    private static byte[] Apply(byte[] bytes, int kind, int at, int length, byte letter)
    {
        if (bytes.Length == 0)
            return [letter];
        at %= bytes.Length;
        var end = Math.Min(bytes.Length, at + length);
        return kind switch
        {
            0 => [.. bytes[..at], letter, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[end..]],
            2 => [.. bytes[..end], .. bytes[at..]],
            _ => [.. bytes[..at], letter, .. bytes[at..]],
        };
    }

    private static bool HoldsFor(byte[] bytes)
    {
        if (OcppFrame.TryParse(bytes, out var frame, out var fault))
        {
            _ = frame.MessageId;
            ReadAll(frame.Payload.ToArray());
        }
        else
        {
            Assert.NotEmpty(fault.Explanation);
        }
        ReadAll(bytes);
        _ = OcppTime.Parse(bytes, Payload.Arrival);
        return true;
    }

    private static void ReadAll(byte[] payload)
    {
        foreach (var action in Payload.Actions)
            Try(() => Payload.NotesOn(action, payload));
        Try(() => Answer(new GetConfigurationRequest(), payload));
        Try(() => Answer(new DataTransferRequest("v"), payload));
        Try(() => Answer(new ResetRequest(ResetType.Soft), payload));
    }

    private static void Answer<T>(IOcppCall<T> call, byte[] payload) => _ = call.ReadAnswer(payload);

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (OcppError error)
        {
            Assert.NotEmpty(error.Message);
        }
    }
}
