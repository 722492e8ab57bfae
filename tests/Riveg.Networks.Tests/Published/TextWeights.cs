namespace Riveg.Networks.Tests.Published;

/// <summary>
/// The weights of BERT, XLM-R and the taggers made of them.
/// <para>Names and shapes: huggingface/transformers, src/transformers/models/bert/modeling_bert.py 004ad5f50b627b59bf0d581c31bc0052b6cfd40b
/// (here
/// <c>position_ids</c> is a persistent buffer, as in the older files) and src/transformers/models/xlm_roberta/modeling_xlm_roberta.py
/// 015bfeb86891c5f5e450f48942260ac3e2cd2bf2. Before PyTorch, the normalisations were called gamma and beta: load_tf_weights_in_bert
/// there.</para>
/// <para>Sizes: src/transformers/models/bert/configuration_bert.py 008f5c8c29be84d4721dc6d1e0fcd72300580be4 (base),
/// docs/source/pretrained_models.rst 02ef825be208badb6bb7bf0641e7035406690b18 (large: 24 layers, 1024, 16 heads; the cased ones are as
/// large), pytorch/text, torchtext/models/roberta/bundler.py 003eae6f1eed2665451c972107b135abd7e731d6 (XLM-R base and large: 250002 words).
/// The 28996 words of the cased BERTs stand in stored public code that names google-bert/bert-base-cased (index entry 63225755051, whose
/// repository the index does not tell). <c>do_lower_case</c>: huggingface/transformers, src/transformers/models/bert/tokenization_bert.py
/// 0232d90c2c9c6d7e800500937159733ba90195d6.</para>
/// <para>Taggers: modelscope/AdaSeq, adaseq/models/sequence_labeling_model.py 0b054b4cf5cda211df28c5d29a39cc9d9233f432 (embedder, linear,
/// crf), adaseq/modules/embedders/transformer_embedder.py 5fea3c5e5e6ad316e05e5056f079ee5e7270ca83 (<c>transformer_model</c>),
/// adaseq/modules/decoders/crf.py 24fe29d121c67fccebc80fe77c6b22808f1d9aab, adaseq/models/base.py 40b030f2586071a865896152025d503f3f82a6e3
/// (<c>configuration.json</c> is the training configuration, whose <c>model</c> makes the network: it holds <c>id_to_label</c>),
/// examples/bert_crf/configs/wnut17.yaml 66e5fca07ad6f84d3260b1f0bb5d9333c7e291e9 and (older: <c>encoder</c>)
/// 06aa8dfc742bae9eda3a9dfcc2b36a8b55455c3c. ModelScope: modelscope/modelscope,
/// modelscope/models/nlp/task_models/nncrf_for_named_entity_recognition.py 22242eeff82fb1d78fe0f445ae719b17a0a8893a (TransformerCRF:
/// encoder, linear, crf; the labels are the Hugging Face configuration's).</para>
/// </summary>
internal static class TextWeights
{
    /// <summary>The sizes of an encoder.</summary>
    public sealed record Size(string ModelType, int Vocabulary, int Width, int Layers, int Heads, int Positions, int Types, bool IsCased)
    {
        public int FeedForward => 4 * Width;
    }

    public static Size Of(string name) => name switch
    {
        "bert-base-uncased" => new("bert", 30522, 768, 12, 12, 512, 2, false),
        "bert-large-uncased" => new("bert", 30522, 1024, 24, 16, 512, 2, false),
        "bert-base-cased" => new("bert", 28996, 768, 12, 12, 512, 2, true),
        "bert-large-cased" => new("bert", 28996, 1024, 24, 16, 512, 2, true),
        "xlm-roberta-base" => new("xlm-roberta", 250002, 768, 12, 12, 514, 1, true),
        _ => new("xlm-roberta", 250002, 1024, 24, 16, 514, 1, true),
    };

    /// <summary>BertForPreTraining or XLMRobertaForMaskedLM, as the hub has them.</summary>
    public static IReadOnlyList<PublishedWeight> Pretrained(string name, bool oldNorms = false)
    {
        var size = Of(name);
        var list = new WeightList();
        Encoder(list, size.ModelType == "bert" ? "bert." : "roberta.", size, pooler: true);
        if (size.ModelType == "bert")
        {
            list.Linear("cls.predictions.transform.dense", size.Width, size.Width);
            list.Norm("cls.predictions.transform.LayerNorm", size.Width);
            list.Add("cls.predictions.decoder.weight", size.Vocabulary, size.Width);
            list.Add("cls.predictions.bias", size.Vocabulary);
            list.Linear("cls.seq_relationship", size.Width, 2);
        }
        else
        {
            list.Linear("lm_head.dense", size.Width, size.Width);
            list.Norm("lm_head.layer_norm", size.Width);
            list.Linear("lm_head.decoder", size.Width, size.Vocabulary);
            list.Add("lm_head.bias", size.Vocabulary);
        }

        return oldNorms
            ? [.. list.All.Select(w => w with
            {
                Name = w.Name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
                    .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal),
            })]
            : list.All;
    }

    /// <summary>A tagger with a CRF.</summary>
    /// <param name="name">The encoder.</param>
    /// <param name="prefix">AdaSeq: <c>embedder.transformer_model.</c>; ModelScope and the first AdaSeq: <c>encoder.</c>.</param>
    /// <param name="labels">How many labels.</param>
    public static IReadOnlyList<PublishedWeight> Tagger(string name, string prefix, int labels)
    {
        var size = Of(name);
        var list = new WeightList();
        Encoder(list, prefix, size, pooler: true);
        list.Linear("linear", size.Width, labels);
        list.Add("crf.start_transitions", labels);
        list.Add("crf.end_transitions", labels);
        list.Add("crf.transitions", labels, labels);
        return list.All;
    }

    /// <summary>What the hub's <c>config.json</c> states of the network.</summary>
    public static string ConfigOf(string name, string more = "")
    {
        var size = Of(name);
        return $$"""
            {
              "architectures": ["{{(size.ModelType == "bert" ? "BertForMaskedLM" : "XLMRobertaForMaskedLM")}}"],
              "attention_probs_dropout_prob": 0.1, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": {{size.Width}},
              "initializer_range": 0.02, "intermediate_size": {{size.FeedForward}},
              "layer_norm_eps": {{(size.ModelType == "bert" ? "1e-12" : "1e-05")}}, "max_position_embeddings": {{size.Positions}},
              "model_type": "{{size.ModelType}}", "num_attention_heads": {{size.Heads}}, "num_hidden_layers": {{size.Layers}},
              "pad_token_id": {{(size.ModelType == "bert" ? 0 : 1)}}, "position_embedding_type": "absolute",
              "type_vocab_size": {{size.Types}}, "use_cache": true, "vocab_size": {{size.Vocabulary}}{{more}}
            }
            """;
    }

    /// <summary>AdaSeq's <c>configuration.json</c>.</summary>
    public static string AdaSeqConfiguration(string encoder, string part, IReadOnlyList<string> labels) => $$"""
        {
          "framework": "pytorch", "task": "named-entity-recognition",
          "dataset": { "data_file": { "train": "train.txt" }, "data_type": "sequence_labeling" },
          "preprocessor": { "type": "sequence-labeling-preprocessor", "model_dir": "{{encoder}}", "max_length": 100 },
          "data_collator": "SequenceLabelingDataCollatorWithPadding",
          "model": {
            "type": "sequence-labeling-model", "{{part}}": { "model_name_or_path": "{{encoder}}" }, "word_dropout": 0.1, "use_crf": true,
            "id_to_label": { {{string.Join(", ", labels.Select((l, i) => $"\"{i}\": \"{l}\""))}} }
          },
          "pipeline": { "type": "sequence-labeling-pipeline" }
        }
        """;

    private static void Encoder(WeightList list, string prefix, Size size, bool pooler)
    {
        list.AddIntegers($"{prefix}embeddings.position_ids", 1, size.Positions);
        list.Embedding($"{prefix}embeddings.word_embeddings", size.Vocabulary, size.Width);
        list.Embedding($"{prefix}embeddings.position_embeddings", size.Positions, size.Width);
        list.Embedding($"{prefix}embeddings.token_type_embeddings", size.Types, size.Width);
        list.Norm($"{prefix}embeddings.LayerNorm", size.Width);
        for (var i = 0; i < size.Layers; i++)
        {
            var layer = $"{prefix}encoder.layer.{i}";
            list.Linear($"{layer}.attention.self.query", size.Width, size.Width);
            list.Linear($"{layer}.attention.self.key", size.Width, size.Width);
            list.Linear($"{layer}.attention.self.value", size.Width, size.Width);
            list.Linear($"{layer}.attention.output.dense", size.Width, size.Width);
            list.Norm($"{layer}.attention.output.LayerNorm", size.Width);
            list.Linear($"{layer}.intermediate.dense", size.Width, size.FeedForward);
            list.Linear($"{layer}.output.dense", size.FeedForward, size.Width);
            list.Norm($"{layer}.output.LayerNorm", size.Width);
        }

        if (pooler)
        {
            list.Linear($"{prefix}pooler.dense", size.Width, size.Width);
        }
    }
}
