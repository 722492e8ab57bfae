using CsCheck;
using Riveg.Pipeline;

namespace Riveg.Tests.Pipeline;

public sealed class PixelBudgetTests
{
    [Fact]
    public void TakeAsync_AnyDemands_NeverGoOverTheBudgetAndAreAllServed() =>
        Gen.Long[1, 30].Array[0, 60].Sample(
            demands =>
            {
                const long Capacity = 20;
                var budget = new PixelBudget(Capacity);
                long taken = 0, most = 0;
                var done = Task.WhenAll(demands.Select(async demand =>
                {
                    using var lease = await budget.TakeAsync(demand, CancellationToken.None);
                    var now = Interlocked.Add(ref taken, Math.Min(demand, Capacity));
                    InterlockedMax(ref most, now);
                    await Task.Yield();
                    Interlocked.Add(ref taken, -Math.Min(demand, Capacity));
                }));
                return done.Wait(TimeSpan.FromSeconds(10)) && most <= Capacity && budget.TryTake(Capacity) is not null;
            },
            iter: 200);

    [Fact]
    public async Task TakeAsync_LargerThanTheBudget_WaitsUntilItIsAlone()
    {
        var budget = new PixelBudget(10);
        var small = budget.TryTake(1)!;
        var large = budget.TakeAsync(1000, TestContext.Current.CancellationToken).AsTask();
        Assert.Null(budget.TryTake(1));
        Assert.False(large.IsCompleted);
        small.Dispose();
        (await large).Dispose();
        Assert.NotNull(budget.TryTake(10));
    }

    [Fact]
    public async Task TakeAsync_Cancelled_LetsThoseBehindItThrough()
    {
        var budget = new PixelBudget(10);
        var held = budget.TryTake(5)!;
        using var cancel = new CancellationTokenSource();
        var large = budget.TakeAsync(10, cancel.Token).AsTask();
        var small = budget.TakeAsync(5, TestContext.Current.CancellationToken).AsTask();
        Assert.False(small.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
        held.Dispose();
        Assert.NotNull(budget.TryTake(10));
    }

    [Fact]
    public void Dispose_Twice_GivesBackOnce()
    {
        var budget = new PixelBudget(10);
        var first = budget.TryTake(10)!;
        first.Dispose();
        var second = budget.TryTake(6)!;
        first.Dispose();
        Assert.Null(budget.TryTake(5));
        second.Dispose();
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
