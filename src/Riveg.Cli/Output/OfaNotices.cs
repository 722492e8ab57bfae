using Riveg.Onnx.Ofa;

namespace Riveg.Cli.Output;

/// <summary>What is said of a question to an OFA.</summary>
internal static class OfaNotices
{
    /// <summary>Says that words were left out, where they were.</summary>
    public static void TellCut(OfaQuestion question)
    {
        if (question.Source.WasCut)
        {
            StandardStreams.Say("a text has more than 80 words; those behind the 80th were left out, as published.");
        }
    }
}
