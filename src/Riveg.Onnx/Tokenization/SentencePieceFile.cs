using System.Text;
using Google.Protobuf;

namespace Riveg.Onnx.Tokenization;

/// <summary>A model file of SentencePiece: what of it decides how text is cut (sentencepiece_model.proto).</summary>
internal sealed class SentencePieceFile
{
    private const int Unigram = 1;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<Piece> pieces = [];
    private int modelType = Unigram;
    private bool isSuffix;

    private SentencePieceFile()
    {
    }

    /// <summary>What a piece is.</summary>
    internal enum PieceType
    {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
        Byte = 6,
    }

    public IReadOnlyList<Piece> Pieces => pieces;

    /// <summary>Whether what no piece covers is cut into bytes.</summary>
    public bool HasByteFallback { get; private set; }

    public CharacterMap? Map { get; private set; }

    public bool AddsDummyPrefix { get; private set; } = true;

    public bool RemovesExtraSpaces { get; private set; } = true;

    public bool EscapesSpaces { get; private set; } = true;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no Unigram model.</exception>
    public static SentencePieceFile Read(string path)
    {
        var bytes = TokenizerFile.Bytes(path);
        var file = new SentencePieceFile();
        try
        {
            file.ReadModel(new CodedInputStream(bytes));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or DecoderFallbackException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} cannot be read as a model of SentencePiece: {e.Message}", e);
        }

        return file switch
        {
            { modelType: not Unigram } => throw new InvalidDataException($"{path} is no Unigram model of SentencePiece, which XLM-R's is."),
            { isSuffix: true } => throw new InvalidDataException($"{path} puts spaces behind words, which XLM-R's does not."),
            { pieces.Count: 0 } => throw new InvalidDataException($"{path} cannot be read as a model of SentencePiece: it has no pieces."),
            _ => file,
        };
    }

    private static void Each(CodedInputStream input, Func<uint, bool> read)
    {
        while (input.ReadTag() is var tag and not 0)
        {
            if (!read(tag))
            {
                input.SkipLastField();
            }
        }
    }

    private void ReadModel(CodedInputStream input) => Each(input, tag =>
    {
        switch (tag)
        {
            case (1 << 3) | 2:
                pieces.Add(ReadPiece(input.ReadBytes().CreateCodedInput()));
                return true;
            case (2 << 3) | 2:
                ReadTrainer(input.ReadBytes().CreateCodedInput());
                return true;
            case (3 << 3) | 2:
                ReadNormalizer(input.ReadBytes().CreateCodedInput());
                return true;
            default:
                return false;
        }
    });

    private static Piece ReadPiece(CodedInputStream input)
    {
        var (text, score, type) = ("", 0f, PieceType.Normal);
        Each(input, tag =>
        {
            switch (tag)
            {
                case (1 << 3) | 2:
                    text = Strict.GetString(input.ReadBytes().Span);
                    return true;
                case (2 << 3) | 5:
                    score = input.ReadFloat();
                    return true;
                case 3 << 3:
                    type = (PieceType)input.ReadEnum();
                    return true;
                default:
                    return false;
            }
        });
        return float.IsFinite(score) ? new Piece(text, score, type) : throw new InvalidDataException("a score is no number.");
    }

    private void ReadTrainer(CodedInputStream input) => Each(input, tag =>
    {
        switch (tag)
        {
            case 3 << 3:
                modelType = input.ReadEnum();
                return true;
            case 24 << 3:
                isSuffix = input.ReadBool();
                return true;
            case 35 << 3:
                HasByteFallback = input.ReadBool();
                return true;
            default:
                return false;
        }
    });

    private void ReadNormalizer(CodedInputStream input) => Each(input, tag =>
    {
        switch (tag)
        {
            case (2 << 3) | 2:
                Map = CharacterMap.Read(input.ReadBytes().Span);
                return true;
            case 3 << 3:
                AddsDummyPrefix = input.ReadBool();
                return true;
            case 4 << 3:
                RemovesExtraSpaces = input.ReadBool();
                return true;
            case 5 << 3:
                EscapesSpaces = input.ReadBool();
                return true;
            default:
                return false;
        }
    });

    /// <summary>A piece of the vocabulary.</summary>
    internal readonly record struct Piece(string Text, float Score, PieceType Type);
}
