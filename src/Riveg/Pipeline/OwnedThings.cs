using System.Runtime.ExceptionServices;

namespace Riveg.Pipeline;

/// <summary>What somebody is to dispose of, whichever way it can be.</summary>
internal static class OwnedThings
{
    /// <summary>Whether a thing can be disposed of.</summary>
    public static bool CanBe(object thing) => thing is IDisposable or IAsyncDisposable;

    /// <summary>Disposes of all things in order; one that throws keeps none of the others.</summary>
    /// <param name="things">What is disposed of.</param>
    /// <param name="earlier">What was thrown before, to be thrown with the rest.</param>
    /// <exception cref="AggregateException">Several threw; one alone is thrown as it is.</exception>
    public static async ValueTask DisposeAllAsync(IEnumerable<object> things, params IEnumerable<Exception> earlier)
    {
        var thrown = new List<Exception>(earlier);
        foreach (var thing in things)
        {
            try
            {
                await DisposeAsync(thing).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                thrown.Add(exception);
            }
        }

        if (thrown is [var only])
        {
            ExceptionDispatchInfo.Throw(only);
        }

        if (thrown.Count > 0)
        {
            throw new AggregateException(thrown);
        }
    }

    private static async ValueTask DisposeAsync(object thing)
    {
        if (thing is IAsyncDisposable later)
        {
            await later.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (thing as IDisposable)?.Dispose();
        }
    }
}
