namespace Riveg.Stages;

/// <summary>An exception whose message may stand in any log, and that has more to say to whoever asked: words that may repeat a post or an answer.</summary>
public interface IDescribedFault
{
    /// <summary>One line: what is wrong and what to do, with the words that no log may have.</summary>
    string Description { get; }
}
