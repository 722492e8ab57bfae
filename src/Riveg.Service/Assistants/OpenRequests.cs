using System.Text;
using System.Text.Json;

namespace Riveg.Service.Assistants;

/// <summary>Which requests of a conversation have no answer yet, told by its lines of JSON-RPC. Thread-safe.</summary>
internal sealed class OpenRequests
{
    private const string Cancelled = "notifications/cancelled";

    private readonly Lock gate = new();
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private TaskCompletionSource? waiting;
    private bool isOver;

    /// <summary>Takes note of a line that came in.</summary>
    public void Came(ReadOnlySpan<byte> line)
    {
        var message = Message.Of(line);
        lock (gate)
        {
            if (message is { Method: Cancelled, Cancels: { } given })
            {
                // Nobody answers it any more.
                Remove(given);
            }
            else if (!isOver && message is { Method: not null, Id: { } id })
            {
                open.Add(id);
            }
        }
    }

    /// <summary>Takes note of a line that went out.</summary>
    public void Went(ReadOnlySpan<byte> line)
    {
        if (Message.Of(line) is { Method: null, Id: { } id })
        {
            lock (gate)
            {
                Remove(id);
            }
        }
    }

    /// <summary>Expects no more answers, since nobody hears them.</summary>
    public void GiveUp()
    {
        lock (gate)
        {
            isOver = true;
            open.Clear();
            End();
        }
    }

    /// <summary>Waits until every request has its answer.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WhenAnsweredAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (open.Count == 0)
            {
                return Task.CompletedTask;
            }

            waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiting.Task.WaitAsync(cancellationToken);
        }
    }

    private void Remove(string id)
    {
        open.Remove(id);
        if (open.Count == 0)
        {
            End();
        }
    }

    private void End()
    {
        waiting?.TrySetResult();
        waiting = null;
    }

    /// <summary>What of a message tells requests and answers apart; ids as they are written, strings in quotation marks.</summary>
    private readonly record struct Message(string? Id, string? Method, string? Cancels)
    {
        public static Message Of(ReadOnlySpan<byte> line)
        {
            try
            {
                var reader = new Utf8JsonReader(line);
                return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Of(ref reader) : default;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // Whoever reads it next says what is wrong.
                return default;
            }
        }

        private static Message Of(ref Utf8JsonReader reader)
        {
            var message = default(Message);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "id":
                        message = message with { Id = IdOf(ref reader) };
                        break;
                    case "method":
                        message = message with { Method = reader.TokenType == JsonTokenType.String ? reader.GetString() : null };
                        break;
                    case "params" when reader.TokenType == JsonTokenType.StartObject:
                        message = message with { Cancels = RequestIdOf(ref reader) };
                        break;
                }

                reader.Skip();
            }

            return message;
        }

        private static string? RequestIdOf(ref Utf8JsonReader reader)
        {
            string? id = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("requestId"u8);
                reader.Read();
                id = isId ? IdOf(ref reader) : id;
                reader.Skip();
            }

            return id;
        }

        private static string? IdOf(ref Utf8JsonReader reader) => reader.TokenType switch
        {
            JsonTokenType.String => $"\"{reader.GetString()}\"",
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
    }
}
