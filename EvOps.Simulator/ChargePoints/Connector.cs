namespace EvOps.Simulator;

/// <summary>One connector: the plug, the meter behind it, and who may use it. The charge point's lock guards it.</summary>
internal sealed class Connector
{
    // Coarse enough for thousands of connectors on one core, fine enough for a curve that changes within minutes.
    private const double StepSeconds = 5;

    private readonly Supply supply;
    private readonly double timeScale;
    private DateTimeOffset advancedTo;

    public Connector(int number, ChargePointOptions options, double registerWh)
    {
        Number = number;
        RegisterWh = registerWh;
        supply = new Supply(options.MaxPowerKw, options.Phases, options.IsDirectCurrent);
        timeScale = options.TimeScale;
        advancedTo = options.Time.GetUtcNow();
    }

    public int Number { get; }
    public Car? Car { get; set; }
    public Transaction? Transaction { get; set; }
    public Reservation? Reservation { get; set; }

    /// <summary>A tag that may start here, until the moment beside it.</summary>
    public (string IdTag, DateTimeOffset Until)? Authorization { get; set; }

    /// <summary>The car has been served and is still plugged in.</summary>
    public bool IsFinishing { get; set; }

    public bool IsOperative { get; set; } = true;

    /// <summary>ChangeAvailability came during a transaction and takes effect after it.</summary>
    public bool? OperativeAfterTransaction { get; set; }

    public string ErrorCode { get; set; } = "NoError";
    public string? VendorErrorCode { get; set; }
    public bool IsFaulted { get; set; }

    /// <summary>Power the charging profiles leave, kW.</summary>
    public double LimitKw { get; set; } = double.MaxValue;

    /// <summary>Lifetime counter, Wh.</summary>
    public double RegisterWh { get; private set; }

    public double PowerKw { get; private set; }

    /// <summary>Energy of the last transaction, Wh.</summary>
    public long LastEnergyWh { get; set; }

    public bool IsDirectCurrent => supply.DirectCurrent;

    public int PhasesInUse => IsDirectCurrent ? 0 : Math.Min(supply.Phases, Car?.Model.AcPhases ?? supply.Phases);

    /// <summary>State of charge, where the charge point gets to know it.</summary>
    public double? ToldSoc => Car is { } car && (IsDirectCurrent || car.TellsSoc) ? car.Soc : null;

    public DateTimeOffset NextSample { get; set; } = DateTimeOffset.MaxValue;
    public DateTimeOffset CarArrives { get; set; } = DateTimeOffset.MaxValue;
    public DateTimeOffset CarLeaves { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>The car came because of a remote start, and leaves by itself after its transaction.</summary>
    public bool CarIsGuest { get; set; }

    /// <summary>Where the register stood when it was made to stand still, or to be told backwards from; null when it is honest.</summary>
    public double? FrozenAtWh { get; set; }

    public double? BackwardsFromWh { get; set; }

    /// <summary>The register as the charge point tells it, Wh.</summary>
    public long ToldRegisterWh => (long)Math.Floor(
        FrozenAtWh ?? (BackwardsFromWh is { } top ? Math.Max(0, top - (RegisterWh - top)) : RegisterWh));

    /// <summary>What the central system was told last.</summary>
    public ConnectorStatus? ToldStatus { get; set; }

    public ConnectorStatus Status
    {
        get
        {
            if (IsFaulted)
                return ConnectorStatus.Faulted;
            if (Transaction is not null)
            {
                return PowerKw > 0 ? ConnectorStatus.Charging
                    : Car is { IsSatisfied: false } && LimitKw <= 0 ? ConnectorStatus.SuspendedEVSE
                    : ConnectorStatus.SuspendedEV;
            }

            if (!IsOperative)
                return ConnectorStatus.Unavailable;
            if (Authorization is not null)
                return ConnectorStatus.Preparing;
            if (Car is not null)
                return IsFinishing ? ConnectorStatus.Finishing : ConnectorStatus.Preparing;
            return Reservation is null ? ConnectorStatus.Available : ConnectorStatus.Reserved;
        }
    }

    /// <summary>Whether a transaction may begin here.</summary>
    public bool CanStart => Transaction is null && IsOperative && !IsFaulted;

    /// <summary>After a power cut: the register is where it was.</summary>
    public void Restore(long registerWh) => RegisterWh = registerWh;

    /// <summary>Lets time pass: the car charges, the register counts. Energy is the sum of power times time, step by step.</summary>
    public void Advance(DateTimeOffset now)
    {
        var seconds = Math.Max(0, (now - advancedTo).TotalSeconds) * timeScale;
        advancedTo = now > advancedTo ? now : advancedTo;
        while (true)
        {
            PowerKw = Flow();
            if (PowerKw <= 0 || seconds <= 0)
                return;
            var step = Math.Min(StepSeconds, seconds);
            var wattHours = PowerKw * step / 3.6;
            Car!.Take(wattHours, IsDirectCurrent);
            RegisterWh += wattHours;
            seconds -= step;
        }
    }

    private double Flow() =>
        Transaction is null or { IsMuted: true } || Car is null || IsFaulted
            ? 0
            : Car.PowerKw(supply with { Kw = Math.Min(supply.Kw, LimitKw) });
}
