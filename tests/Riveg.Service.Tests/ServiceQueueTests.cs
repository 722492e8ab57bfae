namespace Riveg.Service.Tests;

public class ServiceQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void TryEnter_AsManyAsThereArePlacesAndWaiters_ThenNobody()
    {
        using var queue = new ServiceQueue(2, 1);
        var inside = Enumerable.Range(0, 3).Select(_ => queue.TryEnter()).ToList();
        Assert.All(inside, Assert.NotNull);
        Assert.Null(queue.TryEnter());
        inside[0]!.Dispose();
        inside[0]!.Dispose();
        Assert.Equal(2, queue.Count);
        using var next = queue.TryEnter();
        Assert.NotNull(next);
        Assert.Null(queue.TryEnter());
    }

    [Fact]
    public async Task WaitAsync_PlaceIsTaken_WaitsForItsEnd()
    {
        using var queue = new ServiceQueue(1, 1);
        var first = await queue.WaitAsync(Token);
        var second = queue.WaitAsync(Token).AsTask();
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public void RetryAfter_NobodyInside_IsASecond()
    {
        using var queue = new ServiceQueue(1, 1);
        Assert.Equal(TimeSpan.FromSeconds(1), queue.RetryAfter);
    }
}
