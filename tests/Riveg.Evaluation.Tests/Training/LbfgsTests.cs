using CsCheck;
using Riveg.Evaluation.Training;

namespace Riveg.Evaluation.Tests.Training;

public sealed class LbfgsTests
{
    [Fact]
    public void Minimize_AnyQuadratic_FindsItsMinimum() =>
        (from size in Gen.Int[1, 12]
         from minimum in Gen.Double[-5, 5].Array[size]
         from curvatures in Gen.Double[0.1, 50].Array[size]
         from start in Gen.Double[-10, 10].Array[size]
         select (minimum, curvatures, start)).Sample(q =>
        {
            var found = Minimize(q.start, (x, gradient) =>
            {
                double value = 0;
                for (var i = 0; i < x.Length; i++)
                {
                    gradient[i] = q.curvatures[i] * (x[i] - q.minimum[i]);
                    value += 0.5 * gradient[i] * (x[i] - q.minimum[i]);
                }

                return value;
            });
            Assert.All(found.Zip(q.minimum), p => Assert.Equal(p.Second, p.First, 1e-4));
        });

    [Theory]
    [InlineData(-1.2, 1)]
    [InlineData(0, 0)]
    [InlineData(3, -4)]
    public void Minimize_Rosenbrock_ReachesTheEndOfItsValley(double x, double y)
    {
        var found = Minimize([x, y], Rosenbrock);
        Assert.Equal(1, found[0], 1e-5);
        Assert.Equal(1, found[1], 1e-5);
    }

    [Fact]
    public void Minimize_Rosenbrock_TakesFewEvaluations()
    {
        // Steepest descent needs thousands: the pairs of the history do their work.
        var evaluations = 0;
        Minimize([-1.2, 1], (p, g) =>
        {
            evaluations++;
            return Rosenbrock(p, g);
        });
        Assert.InRange(evaluations, 20, 80);
    }

    [Fact]
    public void Minimize_AtTheMinimum_StaysThere() => Assert.Equal([1, 1], Minimize([1, 1], Rosenbrock));

    [Fact]
    public void Minimize_IterationsUsedUp_Ends()
    {
        double[] point = [-1.2, 1];
        Lbfgs.Minimize(Rosenbrock, point, 1, 0, TestContext.Current.CancellationToken);
        Assert.NotEqual([-1.2, 1], point);
        Assert.True(Value(point) < Value([-1.2, 1]));
        Assert.True(Value(point) > 0.1);
    }

    [Fact]
    public void Minimize_NoNumber_LeavesThePointFinite()
    {
        // Beyond 2 the function is none: the line search must come back from there.
        var found = Minimize([0], (x, gradient) =>
        {
            gradient[0] = x[0] < 2 ? 2 * (x[0] - 1.9) : double.NaN;
            return x[0] < 2 ? Math.Pow(x[0] - 1.9, 2) : double.NaN;
        });
        Assert.Equal(1.9, found[0], 1e-4);
    }

    [Fact]
    public void Minimize_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => Lbfgs.Minimize(Rosenbrock, [0, 0], 10, 0, new CancellationToken(canceled: true)));

    private static double Value(double[] point) => Rosenbrock(point, new double[2]);

    private static double Rosenbrock(ReadOnlySpan<double> p, Span<double> gradient)
    {
        var (a, b) = (1 - p[0], p[1] - (p[0] * p[0]));
        gradient[0] = (-2 * a) - (400 * p[0] * b);
        gradient[1] = 200 * b;
        return (a * a) + (100 * b * b);
    }

    private static double[] Minimize(double[] start, Lbfgs.Function function)
    {
        var point = (double[])start.Clone();
        Lbfgs.Minimize(function, point, 500, 1e-14, TestContext.Current.CancellationToken);
        return point;
    }
}
