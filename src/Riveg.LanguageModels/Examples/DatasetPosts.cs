using Riveg.Posts;

namespace Riveg.LanguageModels.Examples;

/// <summary>
/// Reads the posts of one split of a data set, which a file of examples in the authors' form is about: that form has the posts' ids and
/// answers alone. <c>Riveg.Evaluation</c> reads data sets; a program that has it gives
/// <c>(set, split, captions) => DatasetReference.Parse(set).ReadSplit(split, ...)</c>.
/// </summary>
/// <param name="dataset">As <c>KIND:DIR</c>, with the folder's whole path.</param>
/// <param name="split">The split, where the data set has some.</param>
/// <param name="captionFiles">The files with captions of its pictures; may be empty.</param>
/// <returns>The posts.</returns>
public delegate IReadOnlyList<Post> DatasetPosts(string dataset, string split, IReadOnlyList<string> captionFiles);
