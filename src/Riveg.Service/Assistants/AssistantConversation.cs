using System.Runtime.ExceptionServices;
using ModelContextProtocol.Server;
using Riveg.Faults;

namespace Riveg.Service.Assistants;

/// <summary>
/// One assistant's conversation over a pair of streams, such as standard input and output. It ends when the input does, or when it is told
/// to stop; what was asked by then is answered.
/// </summary>
/// <param name="tools">What is offered.</param>
/// <param name="limits">How long an answer may take, and how long a message may be.</param>
internal sealed class AssistantConversation(AssistantTools tools, ServiceLimits limits)
{
    // base64 has four characters for three bytes; the rest is the post's other fields.
    private readonly long longestMessage = (limits.MaxBodyBytes / 3 * 4) + 8_000_000;

    /// <summary>Talks until the end.</summary>
    /// <param name="input">Requests, a line each.</param>
    /// <param name="output">Gets nothing but the protocol.</param>
    /// <param name="stop">Takes no further requests.</param>
    /// <exception cref="RivegException">A message is longer than any may be.</exception>
    /// <remarks>Throws on what the output throws, since then nobody hears the answers.</remarks>
    public async Task RunAsync(Stream input, Stream output, CancellationToken stop)
    {
        var open = new OpenRequests();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Exception? broken = null;
        var requests = new RequestStream(input, open, longestMessage, limits.TimeLimit, over.Token);
        await using var end = requests.ConfigureAwait(false);
        var answers = new AnswerStream(output, open, exception =>
        {
            broken ??= exception;
            open.GiveUp();
            over.Cancel();
        });
        await using var ending = answers.ConfigureAwait(false);
        var transport = new StreamServerTransport(requests, answers, AssistantTools.Server.Name);
        await using var closing = transport.ConfigureAwait(false);
        var server = McpServer.Create(transport, tools.CreateServerOptions());
        await using var leaving = server.ConfigureAwait(false);
        await server.RunAsync(CancellationToken.None).ConfigureAwait(false);
        if (broken is not null)
        {
            ExceptionDispatchInfo.Throw(broken);
        }

        if (requests.IsTooLong)
        {
            throw new RivegException(
                FaultKind.WrongInput, $"A message has more than {longestMessage} bytes; send smaller pictures, or raise --max-body.");
        }
    }
}
