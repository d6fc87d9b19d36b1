namespace EvOps.Simulator;

/// <summary>The connection ended, or was never there, while something was to be sent or an answer was awaited.</summary>
public sealed class OcppConnectionLostException(string message, Exception? cause = null) : IOException(message, cause);
