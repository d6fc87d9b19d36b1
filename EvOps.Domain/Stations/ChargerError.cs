namespace EvOps.Domain.Stations;

/// <summary>What a charger's error code means to an operator: never only a colour.</summary>
/// <param name="Words">What is wrong.</param>
/// <param name="Cause">What it mostly comes from.</param>
/// <param name="Advice">What to do first.</param>
public sealed record ChargerError(string Words, string Cause, string Advice)
{
    /// <summary>OCPP 1.6 §7.6 ChargePointErrorCode; a code of a maker's own is named as it is.</summary>
    public static ChargerError Of(string? code) => code switch
    {
        "ConnectorLockFailure" => new(
            "The cable cannot be locked or released.", "Something is in the way of the locking pin, or its motor is worn.",
            "Try Unlock once; if the plug stays, somebody has to go there."),
        "EVCommunicationError" => new(
            "The car does not talk to the charger.", "A plug that is not in all the way, a damaged cable, or the car itself.",
            "Ask the driver to plug in again. If other cars fail here too, have the cable checked."),
        "GroundFailure" => new(
            "The residual-current protection has tripped.", "Moisture, a damaged cable, or a fault in the car.",
            "Nobody should charge here. Try another car once; if it trips again, send an electrician."),
        "HighTemperature" => new(
            "It is too hot inside.", "Sun, a blocked air inlet, or a contact that heats up.",
            "Let it cool down; if it comes back on mild days, have the contacts checked."),
        "InternalError" => new(
            "A fault inside the charger.", "Its own hardware or software; the maker's code says more.",
            "A soft reset helps often. If it comes back, send the maker's code to the maker."),
        "LocalListConflict" => new(
            "Its list of tags does not fit the centre's.", "An update of the list that came through in part.",
            "Send the whole list anew; charging goes on meanwhile."),
        "OverCurrentFailure" => new(
            "More current flowed than is allowed.", "The car takes more than it may, or something is short-circuited.",
            "Stop the session. If another car does it too, take the connector out of service."),
        "OverVoltage" => new(
            "The grid's voltage is too high.", "The grid or the installation, seldom the charger.",
            "It mostly passes. If it stays, call the grid operator."),
        "PowerMeterFailure" => new(
            "The meter cannot be read.", "The meter, or its line inside the charger.",
            "Bills of this connector cannot be trusted: take it out of service and have the meter checked."),
        "PowerSwitchFailure" => new(
            "The contactor does not switch.", "A contact that is welded together or worn.",
            "The plug may be live: take it out of service and send an electrician now."),
        "ReaderFailure" => new(
            "The tag reader does not work.", "The reader, or water in it.",
            "Drivers can still be started from here. Have the reader replaced."),
        "ResetFailure" => new(
            "It could not restart.", "Its software hangs.",
            "Try a hard reset; if that fails, its power has to be switched off on site."),
        "UnderVoltage" => new(
            "The grid's voltage is too low.", "Too much load on this line, or a loose contact.",
            "It mostly passes. If it stays, have the supply checked."),
        "WeakSignal" => new(
            "Its mobile signal is weak.", "The antenna, the place, or the provider.",
            "Charging goes on; messages may come late. If it drops out often, move the antenna."),
        "OtherError" => new(
            "A fault the standard has no word for.", "See the maker's own code.",
            "Look the maker's code up; a soft reset helps often."),
        null or "" or "NoError" => new(
            "It reports a fault without saying which.", "Not told.", "Ask for its status; if nothing more comes, try a soft reset."),
        _ => new($"The charger says \"{code}\".", "A word of the maker's own.", "Look it up in the maker's manual, or ask the maker."),
    };
}
