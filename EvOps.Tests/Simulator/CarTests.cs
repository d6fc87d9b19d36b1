using EvOps.Simulator;

namespace EvOps.Tests.Simulator;

public sealed class CarTests
{
    private static readonly Supply Fast = new(300, 3, DirectCurrent: true);

    [Fact]
    public void Direct_current_tapers_after_eighty_percent()
    {
        var model = CarModels.All.Single(one => one.Name == "Crossover 77 kWh");

        Assert.True(new Car(model, 30).PowerKw(Fast) > 200);
        Assert.True(new Car(model, 90).PowerKw(Fast) < 50);
    }

    [Fact]
    public void A_single_phase_car_takes_a_third_of_a_three_phase_connector()
    {
        var model = CarModels.All.Single(one => one.Name == "City 27 kWh");

        Assert.Equal(11.0 / 3, new Car(model, 30).PowerKw(new Supply(11, 3, DirectCurrent: false)), 6);
    }

    [Fact]
    public void A_car_stops_by_itself_when_it_has_what_it_wants()
    {
        var car = new Car(CarModels.All[1], 79.9, targetSoc: 80);

        car.Take(1000, directCurrent: true);

        Assert.Equal(80, car.Soc);
        Assert.Equal(0, car.PowerKw(Fast));
    }

    [Fact]
    public void What_the_meter_counts_arrives_in_the_battery_less_the_losses()
    {
        var car = new Car(new CarModel("Test 50 kWh", 50, 11, 3, []), 20);

        car.Take(10_000, directCurrent: false);

        Assert.Equal(38, car.Soc, 6);
    }

    [Fact]
    public void Every_curve_is_in_order_and_only_cars_with_an_inlet_come_to_direct_current()
    {
        Assert.All(CarModels.All, model => Assert.Equal(model.DcCurve.OrderBy(point => point.Soc), model.DcCurve));
        var random = new Random(1);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(CarModels.Arrive(random, directCurrent: true).Model.TakesDc));
    }

    [Fact]
    public void The_same_seed_brings_the_same_cars()
    {
        static string[] Day(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, 20).Select(_ => CarModels.Arrive(random, false)).Select(car => $"{car.Model.Name} {car.Soc:R} {car.TargetSoc}")];
        }

        Assert.Equal(Day(7), Day(7));
        Assert.NotEqual(Day(7), Day(8));
    }
}
